# The two commands are `make serve` and `make test`. Each sets up what it needs, and nothing twice.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := .stamps
UV_VERSION := 0.13.9
UV := $(or $(shell command -v uv 2>/dev/null),.tools/uv/bin/uv)
PIP_INSTALL := $(UV) pip install --python $(BIN)/python --require-hashes
export UV_PYTHON_DOWNLOADS = never
ARGS ?=

.PHONY: help serve demo setup setup-dev test check unit bench soak fuzz lock format docs clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

serve: setup ## Set up everything and run to11 (ARGS="--workers 2")
	@$(BIN)/to11 serve $(ARGS)

demo: setup ## Run the demo against a running to11
	@$(BIN)/to11 demo $(ARGS)

setup: $(STAMPS)/runtime ## Make the virtual environment with what to11 needs to run

setup-dev: $(STAMPS)/dev

test: setup-dev ## Set up and run every check and test
	@scripts/test-servers
	@$(MAKE) --no-print-directory check
	@$(BIN)/coverage erase
	@$(BIN)/pytest -n 2 --dist worksteal --cov --cov-report=term:skip-covered $(ARGS)

check: setup-dev ## Lint, types, imports
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: setup-dev ## Run the benchmarks (a few minutes; ratios, not promises)
	@PYTHONPATH=tests $(BIN)/python -m bench $(ARGS)

soak: setup-dev ## Ten minutes of mixed load with faults, then every span is looked up (ARGS="--seconds 60")
	@PYTHONPATH=tests $(BIN)/python -m bench.soak $(ARGS)

fuzz: setup-dev ## Bend requests for a minute, at the decoders and at both doors (ARGS="--seconds 600")
	@PYTHONPATH=tests $(BIN)/python -m bench.fuzz $(ARGS)

docs: setup-dev ## Write the generated pages of docs/
	@$(BIN)/python scripts/generate_docs.py

format: setup-dev ## Format and fix what can be fixed
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: .tools-uv ## Pin every dependency anew
	@$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--no-annotate --extra postgresql pyproject.toml -o requirements.lock
	@$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--no-annotate --extra postgresql --group dev pyproject.toml -c requirements.lock -o requirements-dev.lock

clean: ## Remove everything that was set up (not the data)
	rm -rf $(VENV) .tools $(STAMPS)

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
