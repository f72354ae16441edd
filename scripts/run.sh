#!/usr/bin/env bash
# Starts the server with the demo province and the app beside it. Closing the
# window or Ctrl+C ends both; the data stay in build/run.
set -euo pipefail
data=build/run
ready=$data/server/ready.json

if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  echo "Máy này không có màn hình: phát chuyến xem thử (make tour) thay cho cửa sổ."
  echo "There is no display: playing make tour instead of opening the window."
  exec make --no-print-directory tour
fi

mkdir -p "$data/server"
rm -f "$ready"
build/provserver serve --data "$data/server" --demo --listen 127.0.0.1:0 --ready-file "$ready" >"$data/server.log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true' EXIT
trap 'exit 130' INT TERM

for _ in $(seq 300); do
  [ -s "$ready" ] && break
  kill -0 "$server" 2>/dev/null || break
  sleep 0.1
done
if [ ! -s "$ready" ]; then
  echo "Máy chủ không lên. Cuối nhật ký: · The server did not come up. End of its log:" >&2
  tail -n 20 "$data/server.log" >&2
  exit 1
fi
value() { sed -n "s/^ *\"$1\": \"\(.*\)\",\{0,1\}$/\1/p" "$ready"; }
echo "Trang tiến độ của tỉnh · the province's board: $(value board)"
# The demo laptop has a passphrase that everybody may know; a real one is chosen
# at the first start.
pass=$data/mat-khau-mau.txt
[ -s "$pass" ] || echo "ghe dua lua tom kenh" >"$pass"
echo "Mật khẩu của máy mẫu · passphrase of the demo laptop: $(cat "$pass")"
build/fieldapp --data "$data/laptop" --setup-passphrase "$pass" --server "$(value url)" --code "$(value enrol_code)"
