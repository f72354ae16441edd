#!/usr/bin/env bash
# Feeds what comes from outside with noise, SECONDS (60) for each reader: frames,
# blocks, lines, bundles, snapshots, photos. What was found interesting is kept by
# Go's cache; what breaks something is written into testdata.
set -euo pipefail
seconds=${1:-60}
for package in ./internal/ledger ./internal/sync/wire ./internal/sync/bundle ./internal/server/central; do
  for name in $(go test -list '^Fuzz' "$package" | grep '^Fuzz'); do
    out=$(go test "$package" -run '^$' -fuzz "^$name\$" -fuzztime "${seconds}s" -timeout 0 2>&1) || {
      printf '%s\n' "$out"
      exit 1
    }
    printf '%s: %s\n' "$name" "$(grep execs <<<"$out" | tail -n 1)"
  done
done
