#!/usr/bin/env bash
# The checks that read code without running it.
set -euo pipefail
unformatted=$(go tool gofumpt -l cmd internal assets bench 2>/dev/null)
if [ -n "$unformatted" ]; then
  printf 'gofumpt:\n%s\n' "$unformatted" >&2
  exit 1
fi
go vet ./...
go tool staticcheck ./...
