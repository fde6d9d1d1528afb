# Every target runs what is in .venv; `make setup` builds it. Bare `make` lists the targets.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PORT ?= 8000
PARVIS_MODE ?= demo
export PORT PARVIS_MODE
# Each of the many processes would compile every module again.
unexport PYTHONDONTWRITEBYTECODE
# CI and a clone may add options to pytest: make test PYTEST="parvis/sales -k quote"
PYTEST ?=
BIN := .venv/bin
SOURCES := parvis tests tools bench manage.py

.PHONY: help setup setup-dev run run-empty reset-demo test ci fmt lint messages lock bench bench-long clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: ## Build .venv with what Parvis needs to run (nothing to do: under 1 s)
	@sh tools/setup.sh

setup-dev: ## The same, and what tests and checks need
	@sh tools/setup.sh --dev

run: setup ## Start Parvis with the demo edition (PORT=8000)
	@$(BIN)/parvis run

run-empty: setup ## Start Parvis with an empty database of its own: the first-run wizard
	@PARVIS_DATA=$${PARVIS_DATA:-./var/empty} $(BIN)/parvis run --empty

reset-demo: setup ## Throw the demo data away and build it again
	@$(BIN)/parvis demo --reset

test: setup-dev ## Run the tests on the embedded database (PYTEST="options")
	@$(BIN)/pytest -n 2 --dist worksteal $(PYTEST)

ci: ## Run every check that guards main, as .ci/run does
	@bash .ci/run

fmt: setup-dev ## Format Python and templates
	@$(BIN)/ruff check --fix --exit-zero --quiet $(SOURCES)
	@$(BIN)/ruff format $(SOURCES)
	@$(BIN)/djangofmt --quiet parvis || $(BIN)/djangofmt parvis

lint: setup-dev ## Check format, style, types and floors; changes nothing
	@sh tools/lint.sh

messages: setup-dev ## Say which French sentences are missing, and compile the rest
	@$(BIN)/python tools/messages.py compile
	@$(BIN)/python tools/messages.py check

lock: setup-dev ## Renew requirements*.txt from the .in files
	@sh tools/lock.sh

bench: setup-dev ## Measure the published figures that take seconds
	@$(BIN)/python bench/run.py

bench-long: setup-dev ## Measure those that take minutes
	@$(BIN)/python bench/run.py --long

clean: ## Remove .venv, caches and test output; your data in var/ stays
	@rm -rf .venv .coverage .coverage.* htmlcov .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache test-results
	@find parvis tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
