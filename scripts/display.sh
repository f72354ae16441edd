#!/usr/bin/env bash
# Runs a command on a display without a screen, with a window manager.
# display.sh LOGFOLDER COMMAND...
set -euo pipefail
logs=$1
shift
mkdir -p "$logs"
number=$logs/display
: >"$number"
Xvfb -displayfd 3 3>"$number" -screen 0 1366x768x24 -nolisten tcp +extension GLX >"$logs/xvfb.log" 2>&1 &
xvfb=$!
trap 'kill "${openbox:-}" "$xvfb" 2>/dev/null || true; wait 2>/dev/null || true' EXIT
for _ in $(seq 200); do
  [ -s "$number" ] && break
  sleep 0.1
done
export DISPLAY=":$(cat "$number")" XMODIFIERS=@im=none LIBGL_ALWAYS_SOFTWARE=1
unset WAYLAND_DISPLAY
# The app must be Vietnamese whatever the machine speaks.
export LANG=en_US.UTF-8
openbox >"$logs/openbox.log" 2>&1 &
openbox=$!
"$@"
