# The one door to everything; `make help` lists it. CI calls these targets and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PYTEST := $(BIN)/python -m pytest
.DEFAULT_GOAL := help
.PHONY: help install run up down check check-format check-lint check-types check-imports check-house check-compose check-k8s check-schemas test unit contract integration e2e faults kills mutations bench schemas format lock clean

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

install: $(STAMP) ## install everything into .venv

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Mastery needs Python 3.11 or newer: install it, then 'make $(MAKECMDGOALS) PYTHON=python3.11'"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing: 'apt-get install python3-venv' (Debian), then again"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing the locked packages into $(VENV) (about a minute the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

run: $(STAMP) ## bring up the whole suite with a demo company; Ctrl-C ends it
	@$(BIN)/mastery up

up: $(STAMP) ## the same in the background
	@$(BIN)/mastery up --detach

down: $(STAMP) ## end what `make up` started
	@$(BIN)/mastery down

check: $(STAMP) ## format, lint, types, import contracts, house rules, schemas, manifests
	@$(MAKE) --no-print-directory -j 2 --output-sync=target check-types check-house check-format check-lint check-imports check-compose check-k8s check-schemas

check-format: $(STAMP)
	@$(BIN)/ruff format --check --quiet .
check-lint: $(STAMP)
	@$(BIN)/ruff check --quiet .
check-types: $(STAMP)
	@$(BIN)/mypy
check-imports: $(STAMP)
	@$(BIN)/lint-imports
check-house: $(STAMP)
	@$(PYTEST) -q -p no:randomly tests/architecture
check-compose: $(STAMP)
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.compose-spec docker-compose.yml
check-k8s: $(STAMP)
	@$(BIN)/kubernetes-validate --quiet --no-warn $$(find k8s -name '*.yaml' ! -name kustomization.yaml ! -name 'patch-*.yaml')
check-schemas: $(STAMP)
	@$(BIN)/python -m suite.schemas --check

test: $(STAMP) ## every test, on a real PostgreSQL and a real Kafka that it starts itself
	$(PYTEST) -n 2 --dist loadscope tests

unit: $(STAMP) ## rules, formulas, projections, properties: no server
	$(PYTEST) -n 2 tests/unit

contract: $(STAMP) ## one suite for every adapter, and the schemas
	$(PYTEST) tests/contract

integration: $(STAMP) ## parts of the suite on the real servers
	$(PYTEST) tests/integration

e2e: $(STAMP) ## whole processes, through GraphQL
	$(PYTEST) tests/e2e

faults: $(STAMP) ## killed, cut off and repeated on purpose
	$(PYTEST) -m 'long or not long' tests/faults

kills: $(STAMP) ## each process killed 100 times while it works; `KILLS=10` for fewer
	MASTERY_KILLS=$(or $(KILLS),100) $(PYTEST) -s -m long tests/faults/machinery/test_kills.py tests/faults/kills/test_*_killed.py

mutations: $(STAMP) ## takes each guard of the machinery away and sees a test fail; `ONLY=lock-some` for one
	@$(BIN)/python -m tests.mutations.run $(ONLY)

bench: $(STAMP) ## the machinery measured beside the best plain way; `ONLY=append` for one line
	@$(BIN)/mastery bench $(if $(ONLY),--only $(ONLY)) $(if $(JSON),--json $(JSON))

schemas: $(STAMP) ## write schemas/ anew from the code
	@$(BIN)/python -m suite.schemas

format: $(STAMP) ## format and mend what can be mended
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lock: $(STAMP) ## resolve the dependencies anew (needs uv)
	uv pip compile --universal --no-emit-index-url --all-extras --generate-hashes -q pyproject.toml -o requirements.lock

clean: ## remove what can be made again; the suite's data stay
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .mastery-test
