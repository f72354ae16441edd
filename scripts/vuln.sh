#!/usr/bin/env bash
# Known holes in what we link in. The checker is pinned in go.mod; its database
# is GOVULNDB, by default that of the Go project. Where it can't be reached the
# check is skipped, loudly; a hole that is found fails.
set -uo pipefail
db=${GOVULNDB:-https://vuln.go.dev}
out=$(go tool govulncheck -db "$db" -scan package "${@:-./...}" 2>&1)
status=$?
printf '%s\n' "$out"
if [ $status -ne 0 ] && [[ $db == http* ]] && grep -qiE 'fetching vulnerabilities|dial tcp|no such host|connection refused|proxyconnect|i/o timeout|failed to connect|HTTP (GET|HEAD) .* returned|unrecognized vulndb format' <<<"$out"; then
  echo "BỎ QUA · SKIPPED: govulncheck không tới được $db · the database can't be reached"
  exit 0
fi
exit $status
