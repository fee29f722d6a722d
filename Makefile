# The front door: every target installs what it needs (Debian 12, Swift 6.3) and is safe to run twice.
SWIFT ?= swift
# The built program is for this machine, with Swift's own libraries inside.
RELEASE := $(SWIFT) build --configuration release --product reconcile --static-swift-stdlib
SECONDS_OF_FUZZING ?= 60
# Where the controller of demo-run shows its page.
LISTEN ?= 127.0.0.1:8080

.PHONY: demo demo-run test image bench soak faults fuzz build format lint clean help

help: ## Lists the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: build ## Shows drift and its revert on an embedded cluster
	@scripts/demo "$$($(RELEASE) --show-bin-path)/reconcile"

demo-run: build ## The same, and then the controller with its page, until Ctrl-C
	@scripts/demo "$$($(RELEASE) --show-bin-path)/reconcile" $(LISTEN)

build: ## Builds .build/release/reconcile
	@scripts/install-build-deps
	$(RELEASE)

test: ## Runs every test, the real API server included
	@scripts/install-build-deps
	@scripts/install-test-deps
	$(SWIFT) build --build-tests
	scripts/testbed exec -- $(SWIFT) test --skip-build
	FAULT_APPLICATIONS=40 FAULT_KILLS=5 FAULT_OUTAGE=3 \
		scripts/testbed exec -- bench/faults "$$($(SWIFT) build --show-bin-path)/reconcile"

image: build ## Runs the release binary on the files of its image alone
	@scripts/install-test-deps
	$(SWIFT) build --build-tests
	RECONCILE_BINARY="$$($(RELEASE) --show-bin-path)/reconcile" \
		scripts/testbed exec -- $(SWIFT) test --skip-build --filter ImageFilesTests

bench: build ## Measures speed and memory beside kubectl, as ratios
	@scripts/install-test-deps
	scripts/testbed exec -- bench/run "$$($(RELEASE) --show-bin-path)/reconcile"
	scripts/testbed exec -- bench/controller "$$($(RELEASE) --show-bin-path)/reconcile"

soak: build ## Runs the controller for 20 minutes under edits and commits
	@scripts/install-test-deps
	scripts/testbed exec -- bench/soak "$$($(RELEASE) --show-bin-path)/reconcile"

faults: build ## Breaks everything around the controller, and looks whether it comes right
	@scripts/install-test-deps
	scripts/testbed exec -- bench/faults "$$($(RELEASE) --show-bin-path)/reconcile"

fuzz: ## Fuzzes the readers of YAML, JSON and kubeconfigs
	@scripts/install-build-deps
	scripts/fuzz $(SECONDS_OF_FUZZING)

format: ## Formats the sources in place
	$(SWIFT) format --in-place --recursive Sources Tests Fuzz Package.swift

lint: ## Checks the format
	$(SWIFT) format lint --strict --recursive Sources Tests Fuzz Package.swift

clean: ## Removes what was built here; caches outside the checkout stay
	rm -rf .build
