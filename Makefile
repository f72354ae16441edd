# Thăm Hộ. `make run` and `make test` do all set-up, system packages included.

# One set of flags everywhere: another tag or -trimpath would rebuild everything.
export GOFLAGS := -trimpath -tags=migrated_fynedo,no_emoji,no_animations
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)

.PHONY: help run test tour bench build fieldapp provserver lint soak supply clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1 - /p' Makefile | column -t -s- 2>/dev/null || sed -n 's/^\([a-z]*\):.*## /\1 - /p' Makefile

run: ## the server with the demo province, and the app enrolled for one hamlet
	@scripts/deps.sh build drive
	@$(MAKE) --no-print-directory build
	@scripts/run.sh

test: ## everything that CI runs
	@scripts/deps.sh build drive browser tests
	@scripts/test.sh

tour: ## drive the real window by keyboard; pictures and timings in build/tour
	@scripts/deps.sh build drive browser
	@$(MAKE) --no-print-directory build build/tourdriver
	@scripts/tour.sh

bench: ## benchmarks beside their floor; writes build/bench.json
	@scripts/deps.sh build drive
	@$(MAKE) --no-print-directory build
	@go build -o build/benchmarks ./bench
	@scripts/display.sh build/bench build/benchmarks -o build/bench.json

soak: ## the long batteries, SOAK_MINUTES=30 of them; figures in build/soak.json
	@scripts/deps.sh build tests
	@scripts/soak.sh

build: fieldapp provserver ## both programs, in build/

fieldapp:
	@mkdir -p build
	go build -ldflags "$(LDFLAGS)" -o build/fieldapp ./cmd/fieldapp

provserver:
	@mkdir -p build
	CGO_ENABLED=0 go build -ldflags "$(LDFLAGS)" -o build/provserver ./cmd/provserver

build/tourdriver: FORCE
	go build -o build/tourdriver ./internal/tour

lint: ## gofumpt, vet, staticcheck
	@scripts/lint.sh

supply: ## what the programs are made of: sums, known holes, bill of materials and licences in build/
	@scripts/supply.sh

clean: ## forget what was built, demo data included
	rm -rf build

FORCE:
