#!/usr/bin/env bash
# The long batteries, for SOAK_MINUTES (30): what they counted is written to
# build/soak.json. The simulation takes the time that the others leave.
set -euo pipefail
export SOAK_MINUTES=${SOAK_MINUTES:-30}
mkdir -p build
export SOAK_FILE=$PWD/build/soak.json
rm -f "$SOAK_FILE"
ends=$((SECONDS + SOAK_MINUTES * 60))

go test ./internal/vault/powerloss ./internal/store -p 1 -run TestPromise20 -timeout 0
go test ./internal/simtest -run TestPlantedBugsAreCaught -timeout 0
go test ./internal/e2e -run TestBattery -timeout 0
scripts/fuzz.sh "$SOAK_MINUTES"

# Seeds that no other run has played: they begin at the second of the start.
go test -c -o build/simtest ./internal/simtest
first=$(date +%s)
played=0
while [ $SECONDS -lt $ends ]; do
  build/simtest -test.run TestSimulation -test.timeout 0 -first $((first + played)) -seeds 500
  played=$((played + 500))
done
sed -i "s/\"sim_seeds\": [0-9]*/\"sim_seeds\": $played/" "$SOAK_FILE"
cat "$SOAK_FILE"
