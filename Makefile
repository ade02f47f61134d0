# The two commands are `make serve` and `make test`. Each sets up what it needs, and nothing twice.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := .stamps
UV_VERSION := 0.13.9
UV := $(or $(shell command -v uv 2>/dev/null),.tools/uv/bin/uv)
PIP_INSTALL := $(UV) pip install --python $(BIN)/python --require-hashes
export UV_PYTHON_DOWNLOADS = never
# Compiled once as it is installed, to11 starts in a third of the time; that must not depend on who calls.
export UV_COMPILE_BYTECODE = 1
unexport PYTHONDONTWRITEBYTECODE
CLIENTS := .clients
CLIENT_JS := tests/clients/js
UI := ui
UI_SOURCES := $(shell find $(UI) -name node_modules -prune -o -type f ! -name '*.md' -print)
CLIENT_LOCKS := $(wildcard tests/clients/python/*.lock)
ARGS ?=
PEERS ?= phoenix mlflow rotel
GATEWAY_PEERS ?= portkey litellm

.PHONY: help serve demo setup setup-dev setup-clients setup-peers setup-gateway-peers setup-tests test coverage \
	pytest pytest-busy pytest-waiting check check-ui unit-ui bench bench-ingest bench-gateway bench-query profile-ingest profile-gateway soak fuzz \
	lock lock-peers format docs site clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

serve: setup ## Set up everything and run to11 (ARGS="--workers 2")
	@$(BIN)/to11 serve $(ARGS)

demo: setup ## Run the demo against a running to11
	@$(BIN)/to11 demo $(ARGS)

setup: $(STAMPS)/runtime $(STAMPS)/ui ## Make the virtual environment with what to11 needs to run, and build the explorer

setup-dev: $(STAMPS)/dev

setup-clients: $(CLIENT_LOCKS:tests/clients/python/%.lock=$(STAMPS)/client-%) $(STAMPS)/clients-js

setup-tests: setup-dev $(STAMPS)/ui
	@scripts/test-servers
	@$(MAKE) --no-print-directory -j2 setup-clients

test: setup-tests ## Set up and run every check and test
	@$(MAKE) --no-print-directory -j2 --output-sync=target check unit-ui
	@$(MAKE) --no-print-directory pytest

coverage: setup-tests ## Run all tests and tell which lines none of them runs
	@$(BIN)/coverage erase
	@$(MAKE) --no-print-directory pytest COVERAGE="--cov --cov-append --cov-report="
	@$(BIN)/coverage report --skip-covered

# Tests that drive a browser are a run of their own: what drives it keeps an event loop running in the process, beside
# which no other test's can run.
pytest:
ifeq ($(ARGS),)
	@$(MAKE) --no-print-directory -j$(if $(COVERAGE),1,2) pytest-busy pytest-waiting
	@$(BIN)/pytest -n 3 --dist loadscope $(COVERAGE) tests/browser
else
	@$(BIN)/pytest -n 2 --dist worksteal $(COVERAGE) $(ARGS)
endif

pytest-busy:
	@$(BIN)/pytest -n 3 --dist worksteal -m "not waits" $(COVERAGE)

pytest-waiting:
	@$(BIN)/pytest -m waits -n 2 -q $(COVERAGE)

check: setup-dev check-ui ## Lint, types, imports
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict

check-ui: setup-dev $(STAMPS)/ui
	@if scripts/node-there "The explorer is not checked."; then npm run --silent --prefix $(UI) check; else [ $$? -eq 1 ]; fi

unit-ui: $(STAMPS)/ui
	@if scripts/node-there "The explorer is not tested."; then npm test --silent --prefix $(UI); else [ $$? -eq 1 ]; fi

bench: setup-dev ## Run the benchmarks (a few minutes; ratios, not promises)
	@PYTHONPATH=tests $(BIN)/python -m bench $(ARGS)

soak: setup-dev ## Ten minutes of mixed load with faults, then every span is looked up (ARGS="--seconds 60")
	@PYTHONPATH=tests $(BIN)/python -m bench.soak $(ARGS)

fuzz: setup-dev ## Bend requests for a minute, at the decoders and at the doors, and what providers answer (ARGS="--seconds 600")
	@PYTHONPATH=tests $(BIN)/python -m bench.fuzz $(ARGS)

bench-ingest: setup-dev setup-peers ## Measure ingestion beside its peers (ten minutes; ARGS=--quick: one)
	@PYTHONPATH=tests $(BIN)/python -m bench.ingest $(ARGS)

profile-ingest: setup-dev $(STAMPS)/peer-py-spy ## Show where the edge's and the core's time goes
	@PYTHONPATH=tests $(BIN)/python -m bench.ingest --profile $(ARGS)

bench-gateway: setup-dev setup-gateway-peers ## Measure the gateway beside its peers (five minutes; ARGS=--quick: one)
	@PYTHONPATH=tests $(BIN)/python -m bench.gateway $(ARGS)

profile-gateway: setup-dev $(STAMPS)/peer-py-spy ## Show where the time of a call goes, in the edge and in the core
	@PYTHONPATH=tests $(BIN)/python -m bench.gateway --profile $(ARGS)

bench-query: setup-dev ## Measure queries over ten million spans (fifteen minutes; ARGS=--quick: two)
	@PYTHONPATH=tests $(BIN)/python -m bench.query $(ARGS)

setup-peers: $(PEERS:%=$(STAMPS)/peer-%) ## Install what ingestion is measured beside, each in its own environment

setup-gateway-peers: $(GATEWAY_PEERS:%=$(STAMPS)/peer-%) ## Install what the gateway is measured beside
	@command -v nginx >/dev/null || echo "Not installed: nginx (apt-get install nginx). Its row will say so."

$(STAMPS)/peer-%: bench/locks/%/package-lock.json
	@scripts/setup-peer $*

$(STAMPS)/peer-%: bench/locks/%.txt | .tools-uv
	@UV=$(UV) PYTHON=$(PYTHON) scripts/setup-peer $*

site: setup-dev ## Build the documentation as a site, in build/site
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict

docs: setup-dev ## Write the generated pages of docs/, and the explorer's types of the API
	@$(BIN)/python scripts/generate_docs.py
	@if [ -d $(UI)/node_modules ]; then npm run --silent --prefix $(UI) types; fi

format: setup-dev ## Format and fix what can be fixed
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@if [ -d $(UI)/node_modules ]; then npm run --silent --prefix $(UI) format; fi

lock: .tools-uv ## Pin every dependency anew
	@$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--no-annotate --extra client --extra server --extra postgresql pyproject.toml -o requirements.lock
	@$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--no-annotate --extra client --extra server --extra postgresql --group dev pyproject.toml -c requirements.lock -o requirements-dev.lock
	@$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--no-annotate --extra client pyproject.toml -c requirements.lock -o tests/clients/python/to11.lock
	@for family in $(basename $(wildcard tests/clients/python/*.in)); do \
		$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
			--no-annotate $$family.in -o $$family.lock || exit 1; \
	done
	@cd $(CLIENT_JS) && npm install --silent --package-lock-only
	@cd $(UI) && npm install --silent --package-lock-only

lock-peers: .tools-uv ## Pin what the benchmarks are measured beside anew (with hashes where that is short)
	@for name in phoenix mlflow litellm; do $(UV) pip compile --quiet --upgrade --universal --python-version 3.11 --no-header \
		--no-annotate --no-emit-index-url bench/locks/$$name.in -o bench/locks/$$name.txt; done
	@for name in rotel py-spy; do $(UV) pip compile --quiet --upgrade --universal --python-version 3.11 --no-header \
		--no-annotate --no-emit-index-url --generate-hashes bench/locks/$$name.in -o bench/locks/$$name.txt; done
	@cd bench/locks/portkey && npm install --silent --package-lock-only --save-exact --ignore-scripts @portkey-ai/gateway@latest

clean: ## Remove everything that was set up (not the data)
	rm -rf $(VENV) .tools .peers $(STAMPS) $(CLIENTS) $(CLIENT_JS)/node_modules $(UI)/node_modules src/to11/api/explorer

.PHONY: .tools-uv
.tools-uv:
	@command -v $(UV) >/dev/null 2>&1 || { $(PYTHON) -m venv .tools/uv && .tools/uv/bin/pip install --quiet uv==$(UV_VERSION); }

$(BIN)/python: | .tools-uv
	@$(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)

$(STAMPS)/runtime: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Setting up to11 (once; a few hundred megabytes the first time) ..."
	@$(PIP_INSTALL) -r requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps -e .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: requirements-dev.lock $(STAMPS)/runtime
	@$(PIP_INSTALL) -r requirements-dev.lock
	@mkdir -p $(STAMPS) && touch $@

# The client's part of to11 alone, as applications install it.
$(STAMPS)/client-to11: tests/clients/python/to11.lock pyproject.toml | .tools-uv
	@echo "Setting up the client to11 (once) ..."
	@$(UV) venv --quiet --allow-existing --python $(PYTHON) $(CLIENTS)/to11
	@$(UV) pip sync --quiet --python $(CLIENTS)/to11/bin/python --require-hashes $<
	@$(UV) pip install --quiet --python $(CLIENTS)/to11/bin/python --no-deps -e .
	@mkdir -p $(STAMPS) && touch $@

# What tests send with: each SDK has an environment of its own, for their requirements clash.
$(STAMPS)/client-%: tests/clients/python/%.lock | .tools-uv
	@echo "Setting up the client $* (once) ..."
	@if $(UV) venv --quiet --allow-existing --python $(PYTHON) $(CLIENTS)/$* && \
		$(UV) pip sync --quiet --python $(CLIENTS)/$*/bin/python --require-hashes $<; then \
		mkdir -p $(STAMPS) && touch $@; \
	else \
		rm -rf $(CLIENTS)/$*; echo "Not set up: $*. The tests that need it will be skipped." >&2; \
	fi

$(STAMPS)/clients-js: $(CLIENT_JS)/package-lock.json
	@if command -v npm >/dev/null; then \
		echo "Setting up the JavaScript clients (once) ..." && \
		npm ci --silent --ignore-scripts --prefix $(CLIENT_JS) && mkdir -p $(STAMPS) && touch $@; \
	else \
		echo "Not installed: npm. The tests that need it will be skipped." >&2; \
	fi

$(STAMPS)/ui-packages: $(UI)/package-lock.json $(UI)/.npmrc
	@if scripts/node-there "The explorer is not built; everything else runs."; then \
		echo "Setting up what the explorer is built with (once) ..."; \
		if npm ci --silent --ignore-scripts --prefix $(UI); then mkdir -p $(STAMPS) && touch $@; \
		else echo "The explorer is not built: npm could not install what it needs; everything else runs." >&2; fi; \
	else [ $$? -eq 1 ]; fi

$(STAMPS)/ui: $(UI_SOURCES) | $(STAMPS)/ui-packages
	@if [ -e $(STAMPS)/ui-packages ] && scripts/node-there "The explorer is not built anew."; then \
		echo "Building the explorer ..." && \
		npm run --silent --prefix $(UI) build -- --logLevel warn && mkdir -p $(STAMPS) && touch $@; \
	fi
