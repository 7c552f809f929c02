# fdnix: every target sets up what it needs and is safe to repeat. `make help` lists them.
#
#   PACKAGES=FILE make index    index that packages.json (plain, .br, .gz, .xz, .zst) or saved nix-env output
#   OUTPUT=DIR make index       put the artifacts elsewhere than the user's data folder
#   DOCUMENTS=DIR make documents    index the documents of that folder instead of the samples, in data of their own
#   PARTS="server page" make test    only these parts (Scripts/test --list)
#   RULES="rooms dead" make lint     only these rules (Scripts/lint --list)
#   LAMBDA=receipts make lambda    only this function; IMAGES=api make images    only this image
#   OFFLINE=1 make plan         plan without an account; VARS="-var environment=trial" says more (Infrastructure/README.md)
.PHONY: help setup test-tools build index documents receipts lambda images plan apply destroy test test-aws test-release fuzz sanitize bench lint check-imports format clean
.DEFAULT_GOAL := index

SWIFT ?= swift
QUERY ?= password manager
DOCUMENTS ?= Samples/documents
QUESTION ?= Who repaired the fog signal?
FUZZ ?= 200000
export SWIFT

release = $(SWIFT) build -c release --static-swift-stdlib
fdnix = .build/release/fdnix
embed = EMBED_DATA_DIR="$(or $(OUTPUT),.fdnix/embed-data/$(subst /,_,$(abspath $(DOCUMENTS))))" .build/release/embed-documents
receipts = EMBED_DATA_DIR="$(or $(OUTPUT),.fdnix/receipts)" LOG_LEVEL=warning ENABLE_METRICS=false .build/release/receipts
index_flags = $(if $(PACKAGES),--packages "$(PACKAGES)") $(if $(OUTPUT),--output "$(OUTPUT)")
search_flags = $(if $(OUTPUT),--index "$(OUTPUT)/fdnix.idx")
swift_folders = Package.swift Sources Tests Benchmarks $(wildcard Snippets)

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Check Swift, install C libraries and DuckDB
	@Scripts/setup

test-tools: ## Install what only tests need: clients, linters, a browser
	@Scripts/test-tools

build: setup ## Build the fdnix program
	$(release) --product fdnix

index: build ## Set up, build, index nixpkgs (or the bundled sample without a network), show a search
	$(fdnix) index --if-changed $(index_flags)
	$(fdnix) search $(search_flags) --limit 5 "$(QUERY)"

documents: ## Set up, build, index a folder of documents (samples, unless DOCUMENTS names one), answer a question
	Scripts/setup documents
	$(release) --product embed-documents
	$(embed) run --input "$(DOCUMENTS)"
	$(embed) search --limit 3 --query "$(QUESTION)"

receipts: ## Set up, build, embed sample receipts, ask where two of them are from
	Scripts/setup receipts
	$(release) --product receipts
	$(receipts) submit Samples/receipts/known
	while read -r item; do echo "$$item" | $(receipts) item put; done < Samples/receipts/merchants.ndjson
	$(receipts) drain
	$(receipts) submit Samples/receipts/new
	$(receipts) drain
	for image in $$(ls Samples/receipts/new); do $(receipts) where $$image; done

lambda: ## Build functions for AWS Lambda: .build/lambda/{fdnix-lambda,embed-documents,receipts}.zip
	Scripts/setup
	Scripts/setup documents
	Scripts/package-lambda $(LAMBDA)

images: ## Build the images of Containers/ for amd64 and arm64, and push them where REGISTRY names a registry
	Containers/build $(IMAGES)

plan: ## Show what would be made in AWS; with OFFLINE=1 without an account
	@Infrastructure/terraform plan $(VARS)

apply: ## Make or change it in AWS, once you have said yes
	@Infrastructure/terraform apply $(VARS)

destroy: ## Take it down in AWS, once you have said yes
	@Infrastructure/terraform destroy $(VARS)

test: ## Set up, build, run every test; a table of the parts and of what was skipped
	Scripts/test $(PARTS)

test-aws: ## Run what speaks to AWS, against servers of its own that stand in for it
	Scripts/test setup tools build aws terraform

test-release: setup ## Run the tests of Core and Engine as they are shipped, optimised
	Scripts/test optimised

fuzz: setup ## Run the fuzz loops for long: FUZZ=1000000 make fuzz
	FDNIX_FUZZ_ITERATIONS=$(FUZZ) $(SWIFT) test --disable-xctest --filter '[Ff]uzz|[Dd]amage|AnyBytes|hostile'

sanitize: setup ## Run Core and Engine under the address and thread sanitizers, fuzz loops included
	Scripts/test address thread

bench: build ## Measure fdnix beside its peers, in one run
	Benchmarks/run.sh

lint: test-tools ## Hold the repository to its rules: format, rooms, imports, contents, words, documents
	Scripts/lint $(RULES)

check-imports: ## Check that imports and declared dependencies are the same set
	Scripts/lint imports dependencies

format: ## Format every Swift file
	$(SWIFT) format --in-place --recursive $(swift_folders)

clean: ## Remove what was built
	rm -rf .build .build-* Benchmarks/.build
