#!/usr/bin/env bash
# What the programs are made of: sums checked, known holes looked for, bill of
# materials and licences written to build/.
set -euo pipefail
mkdir -p build
go mod verify
scripts/vuln.sh ./cmd/... ./internal/...
go run ./internal/supply sbom -o build/sbom.cdx.json
go run ./internal/supply licences -o build/THIRD-PARTY-LICENCES.txt
