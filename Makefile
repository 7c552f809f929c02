# fdnix: every target sets up what it needs and is safe to repeat.
#
#   make index                  index nixpkgs (or the bundled sample without network), show a search
#   PACKAGES=FILE make index    index that packages.json (plain, .br, .gz, .xz, .zst) or saved nix-env output
#   OUTPUT=DIR make index       put the artifacts elsewhere than the user's data folder
#   make test                   everything that must hold
.PHONY: setup build index lambda test fuzz bench lint format clean
.DEFAULT_GOAL := index

SWIFT ?= swift
QUERY ?= password manager
FUZZ ?= 200000

release = $(SWIFT) build -c release --static-swift-stdlib
fdnix = .build/release/fdnix
index_flags = $(if $(PACKAGES),--packages "$(PACKAGES)") $(if $(OUTPUT),--output "$(OUTPUT)")
search_flags = $(if $(OUTPUT),--index "$(OUTPUT)/fdnix.idx")

setup: ## Check Swift, install C libraries and DuckDB
	@Scripts/setup

build: setup ## Build the fdnix program
	$(release) --product fdnix

index: build ## Set up, build, index, show a search
	$(fdnix) index --if-changed $(index_flags)
	$(fdnix) search $(search_flags) --limit 5 "$(QUERY)"

lambda: setup ## Build .build/lambda/fdnix-lambda.zip, a function for AWS Lambda (provided.al2023)
	SWIFT="$(SWIFT)" Scripts/package-lambda

test: setup ## Set up, build, run every test
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build --disable-xctest
	Scripts/check-artifacts

fuzz: setup ## Run the fuzz loops for long: FUZZ=1000000 make fuzz
	FDNIX_FUZZ_ITERATIONS=$(FUZZ) $(SWIFT) test --filter '[Ff]uzz|[Dd]amage|AnyBytes|hostile'

bench: build ## Measure fdnix beside its peers, in one run
	Benchmarks/run.sh

lint: ## Check the format of every Swift file
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Benchmarks

format: ## Format every Swift file
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests Benchmarks

clean: ## Remove what was built
	rm -rf .build Benchmarks/.build
