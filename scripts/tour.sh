#!/usr/bin/env bash
# Plays the tour on a display without a screen.
set -euo pipefail
out=build/tour
exec scripts/display.sh "$out" build/tourdriver --app build/fieldapp --server build/provserver --out "$out"
