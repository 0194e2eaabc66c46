# Two commands do everything from a fresh machine with Python 3.11+ and make:
#   make demo   set up, then judge the embedded reference target
#   make test   set up, then prove scimproof itself
#
# make help lists the others.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
JOBS   ?= auto
SHARD  ?= 1/1
PYTEST := $(BIN)/python -m pytest -n $(JOBS) --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help demo test unit e2e deep mutation lint bench check requirements architecture sample lock clean

help: ## list the commands
	@grep -E '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9]+):.*## /make \1\t/' | expand -t 22

demo: $(READY) ## set up, then judge the embedded reference target
	$(BIN)/scimproof run

test: $(READY) ## set up, then prove scimproof itself: unit tests and a fixed third of the defects and variants
	$(PYTEST) tests --ignore tests/e2e -m "not deep"

unit: $(READY) ## the unit tests alone
	$(PYTEST) tests/unit -q

e2e: $(READY) ## whole runs: other servers, a browser, the wheel, killed runs
	$(PYTEST) tests/e2e -m ""

deep: $(READY) ## what make test leaves out: the other two thirds of the defects and variants
	$(PYTEST) tests --ignore tests/e2e -m deep

mutation: $(READY) ## every defect and every variant; SHARD=2/4 runs the second quarter
	$(PYTEST) tests/test_defects.py tests/test_variants.py -m "" --shard $(SHARD)

# ID may be a pattern: make check ID='groups.*'.
check: $(READY) ## prove that a requirement is exact: ID=groups.member-added; without ID, those in changed files
	$(BIN)/scimproof check $(if $(ID),'$(ID)',--changed)

lint: $(READY) ## style, types, layers and dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/deptry src

bench: $(READY) ## print what we measure
	$(BIN)/python -m benchmarks

# REQUIREMENTS.md is generated; a self-test fails when it is out of date.
requirements: $(READY) ## write REQUIREMENTS.md
	$(BIN)/scimproof requirements --markdown > REQUIREMENTS.md

sample: $(READY) ## write reports/sample: what a report with findings looks like
	$(BIN)/python -m benchmarks.sample

# The lock file is the set that is tested: hashes for every platform, Python 3.11 to 3.14.
architecture: $(READY) ## write the list of modules in ARCHITECTURE.md
	$(BIN)/python -m tests.support.module_tree

lock: ## write requirements.lock from pyproject.toml; needs uv
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url --no-annotate -o requirements.lock

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "scimproof needs Python 3.11 or newer; set PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

clean: ## remove what the other commands made
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache dist build
