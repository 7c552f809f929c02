# fdnix: every target sets up what it needs and is safe to repeat.
.PHONY: setup build

SWIFT ?= swift

setup: ## Check Swift, install C libraries and DuckDB
	@Scripts/setup

build: setup ## Build the fdnix program
	$(SWIFT) build -c release --product fdnix
