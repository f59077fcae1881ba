# Late Edition. `make` alone lists what can be made; each target sets up by itself what it needs.

PYTHON ?= python3
WORKERS ?= $(shell expr 2 '*' $$(getconf _NPROCESSORS_ONLN))
BIN := .venv/bin
PIP = $(PYTHON) -m pip --python $(BIN)/python --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help sandbox test laws soak bench check lint types contracts format lock picture clean

help: ## List what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

sandbox: .venv/run ## Run the whole bot on this machine, beside a stand-in for Discord and a demo blog
	@$(BIN)/late-edition sandbox

test: .venv/dev ## Run the tests, two at a time on each processor core: many of them wait for a bot
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadscope

laws: .venv/dev ## Try courses of events against the laws of delivery: `make laws STEPS=20000 SEED=1`
	$(BIN)/python -m tests.machine --steps $(or $(STEPS),20000) --seed $(or $(SEED),1)

soak: .venv/dev ## Kill the bot and break Discord at random moments, and count: `make soak MINUTES=3 SEED=1`
	$(BIN)/python -m soak --minutes $(or $(MINUTES),3) --seed $(or $(SEED),1) $(SOAK)

check: lint types contracts ## Lint, types and import contracts

lint: .venv/dev ## Lint and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/dev ## Types, strictly
	$(BIN)/mypy

contracts: .venv/dev ## Which part may import which
	$(BIN)/lint-imports

format: .venv/dev ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/dev ## Measure: `make bench POLNEAR= FEEDS= SUITE= MINIFLUX= PAGES= PEERS=`, paths of those you have (docs/benchmarks.md)
	$(BIN)/python -m benchmarks.quotes --own tests/data/posts $(if $(POLNEAR),--polnear $(POLNEAR)) $(if $(PEERS),--peers $(PEERS))
	$(BIN)/python -m benchmarks.blocks tests/data/blocks/shown tests/data/blocks/unseen tests/data/blocks/later
	$(BIN)/python -m benchmarks.feeds --peers $(if $(FEEDS),--feeds $(FEEDS)) $(if $(SUITE),--suite $(SUITE)) $(if $(MINIFLUX),--miniflux $(MINIFLUX))
	$(BIN)/python -m benchmarks.polls $(if $(FEEDS),--feeds $(FEEDS)) $(if $(PEERS),--peers $(PEERS))
	$(BIN)/python -m benchmarks.room
	$(BIN)/python -m benchmarks.events tests/data/events/own.json tests/data/events/later.json tests/data/events/held_out.json
	$(BIN)/python -m benchmarks.origin
	$(BIN)/python -m benchmarks.lookups
	$(BIN)/python -m benchmarks.page
	$(if $(PAGES),$(BIN)/python -m benchmarks.pages --wcxb $(PAGES) $(if $(PEERS),--peers $(PEERS)))
	$(if $(PAGES),$(BIN)/python -m benchmarks.discover --pages $(PAGES)/dev)

lock: ## Write the locks anew from pyproject.toml (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --no-emit-index-url --no-emit-find-links --extra postgres --extra openapi --group build pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --no-emit-index-url --no-emit-find-links --extra postgres --extra openapi --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

picture: .venv/dev ## Draw the pictures of the documentation anew, from what the bot posts (needs Chromium)
	$(BIN)/python -m docs.picture

clean: ## Remove what was set up and built; the sandbox's folder stays
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Late Edition needs Python 3.11 or newer: make PYTHON=python3.12 …"; exit 1; }
	@echo "Setting up 1/3: an environment in .venv"
	@$(PYTHON) -m venv --without-pip .venv
	@touch $@

.venv/run: .venv/made requirements.lock pyproject.toml
	@echo "Setting up 2/3: the libraries, as requirements.lock names them (a minute or so)"
	@$(PIP) install --quiet --require-hashes -r requirements.lock
	@echo "Setting up 3/3: Late Edition itself"
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: .venv/run requirements-dev.lock
	@echo "Setting up for tests: the libraries, as requirements-dev.lock names them"
	@$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch $@
