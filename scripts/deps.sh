#!/usr/bin/env bash
# Installs the system packages of the given sets that are missing, and nothing
# else: build (link Fyne), drive (a display without a screen, keys, a window
# manager), browser (look at the board), tests (hit a program at its calls, run
# a client in another language, run the server on PostgreSQL, a bus of its own).
set -euo pipefail

declare -A sets=(
  [build]="gcc libc6-dev pkg-config libgl-dev libegl-dev libxcursor-dev libxrandr-dev libxinerama-dev libxi-dev libxxf86vm-dev libwayland-dev libxkbcommon-dev"
  [drive]="xvfb xauth xdotool openbox libgl1-mesa-dri x11-utils"
  [browser]="chromium"
  [tests]="strace python3 zstd postgresql dbus"
)

say() { printf '%s\n' "$@" >&2; }

# newer A B: A is at least B.
newer() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | tail -n 1)" = "$1" ]; }

check_go() {
  local want have
  want=$(awk '$1 == "go" {print $2}' go.mod)
  if ! command -v go >/dev/null; then
    say "Chưa có Go. Cài Go $want trở lên từ https://go.dev/dl rồi chạy lại." "Go is missing. Install Go $want or newer from https://go.dev/dl and run again."
    exit 1
  fi
  have=$(go env GOVERSION | sed 's/^go//; s/[ -].*//')
  if ! newer "$have" "$want" && [ "$(go env GOTOOLCHAIN)" = local ]; then
    say "Go $have cũ quá, cần $want trở lên." "Go $have is too old, $want or newer is needed."
    exit 1
  fi
}

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# On Ubuntu the package chromium only asks for a snap; any Chromium will do.
has_browser() { command -v chromium chromium-browser google-chrome >/dev/null 2>&1; }

# A PostgreSQL server of version 15 or newer, from wherever; the tests start a
# cluster of their own with it.
has_postgres() {
  local bin major
  for bin in /usr/lib/postgresql/*/bin/postgres "$(command -v postgres)"; do
    major=$("$bin" --version 2>/dev/null | sed 's/[^0-9]*\([0-9]*\).*/\1/')
    if [ "${major:-0}" -ge 15 ]; then return 0; fi
  done
  return 1
}

missing=()
check_go
for set in "$@"; do
  for package in ${sets[$set]}; do
    if [ "$package" = chromium ] && has_browser; then continue; fi
    if [ "$package" = postgresql ] && has_postgres; then continue; fi
    installed "$package" || missing+=("$package")
  done
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null || { [ -n "${CI:-}" ] && ! sudo -n true 2>/dev/null; }; then
    say "Thiếu gói hệ thống, cần quyền quản trị để cài. Nhờ người quản trị chạy:" \
      "System packages are missing and need an administrator:" "  apt-get install --no-install-recommends ${missing[*]}"
    exit 1
  fi
  as_root=(sudo)
fi
say "Cài gói hệ thống · installing: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
# Debian would at once run a database that listens; nobody here asked for one.
clusters=/etc/postgresql-common/createcluster.d
if [[ " ${missing[*]} " = *" postgresql "* && ! -e $clusters/no-main.conf ]]; then
  "${as_root[@]}" mkdir -p "$clusters"
  echo "create_main_cluster = false" | "${as_root[@]}" tee "$clusters/no-main.conf" >/dev/null
fi
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1 ||
  { "${as_root[@]}" apt-get update -qq && "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; }
