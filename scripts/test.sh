#!/usr/bin/env bash
# Everything that CI runs, each step with its time.
set -euo pipefail

step() {
  local name=$1 began=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  "$@"
  printf '== %s: %d s\n' "$name" $((SECONDS - began))
}

programs() {
  make --no-print-directory build build/tourdriver
  if CGO_ENABLED=0 go list -deps ./cmd/provserver | grep -q '^fyne.io/'; then
    echo "provserver depends on fyne" >&2
    return 1
  fi
}

plain() {
  go test -timeout 25m ./internal/simtest
  go test -timeout 25m -run TestBattery ./internal/e2e
}

step lint scripts/lint.sh
step programs programs
step "supply chain" scripts/supply.sh
step tour scripts/tour.sh
# The simulations and the batteries run without the race detector, the rest with it.
step "tests, plain" plain
step "tests, race" go test -race -shuffle=on -timeout 25m ./...
