# Two commands do everything from a fresh machine with Python 3.11+ and make:
#   make demo   set up, then judge the embedded reference target
#   make test   set up, then prove scimproof itself
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
JOBS   ?= 2

.PHONY: demo test deep lint bench requirements sample lock clean

demo: $(READY)
	$(BIN)/scimproof run

test: $(READY)
	$(BIN)/python -m pytest tests -n $(JOBS) --dist worksteal -m "not deep"

# The other two thirds of the defects and variants, those that only fuzzing finds, those that make a run wait.
deep: $(READY)
	$(BIN)/python -m pytest tests -n $(JOBS) --dist worksteal -m deep

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY)
	$(BIN)/python -m benchmarks

# REQUIREMENTS.md is generated; a self-test fails when it is out of date.
requirements: $(READY)
	$(BIN)/scimproof requirements --markdown > REQUIREMENTS.md

# reports/sample/: what a report with findings looks like.
sample: $(READY)
	$(BIN)/python -m benchmarks.sample

# The lock file is the set that is tested: hashes for every platform, Python 3.11 to 3.13.
lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url --no-annotate -o requirements.lock

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "scimproof needs Python 3.11 or newer; set PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache dist build
