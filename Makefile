# Pathway Coach. `make run` and `make test` do all set-up on a machine that has only Python >= 3.11 and make.
.DEFAULT_GOAL := help
.PHONY: help setup run test soak check fmt lint types layers coverage bench pictures lock clean

VENV := .venv
PY := $(VENV)/bin/python
# The first of these that is new enough; the user may name another: make run PYTHON=/usr/bin/python3.12
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
# uv where it is there (seconds), plain pip everywhere else. Both hold every file against its hash.
UV := $(shell command -v uv 2>/dev/null)
INSTALL := $(if $(UV),uv pip install --quiet --python $(PY),$(PY) -m pip install --quiet --disable-pip-version-check)

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.ready  ## make the virtual environment and install what running needs

run: $(VENV)/.ready  ## talk to the coach here in the terminal
	@$(PY) -m bot run

test: $(VENV)/.tested  ## run the tests but the slow ones (SQLite and PostgreSQL, no network)
	@$(PY) -m pytest -m 'not soak and not slow'

soak: $(VENV)/.tested  ## the slow tests
	@$(PY) -m pytest -m soak --timeout 3600

check: lint types layers coverage  ## everything that CI runs

fmt: $(VENV)/.tested  ## put the code into its form
	@$(PY) -m ruff check --fix-only --quiet . && $(PY) -m ruff format .

lint: $(VENV)/.tested  ## form and habits
	@$(PY) -m ruff format --check . && $(PY) -m ruff check .

types: $(VENV)/.tested  ## strict types
	@$(VENV)/bin/basedpyright

layers: $(VENV)/.tested  ## who may import whom
	@$(VENV)/bin/lint-imports --no-cache

coverage: $(VENV)/.tested  ## the tests, with the branches they take: 100 % of pathways/ and bot/core/
	@$(PY) -m coverage erase
	@HYPOTHESIS_PROFILE=thorough $(PY) -m coverage run -m pytest
	@$(PY) -m coverage combine --quiet
	@$(PY) -m coverage report --include 'pathways/*,bot/core/*' --fail-under 100
	@$(PY) -m coverage report --fail-under 90

bench: $(VENV)/.tested  ## what is measured, and against what
	@for b in benchmarks/*.py; do echo "== $$b"; PYTHONPATH=. $(PY) $$b || exit 1; done

pictures: $(VENV)/.ready  ## draw docs/pictures/ anew (needs Chromium)
	@PYTHONPATH=. $(PY) docs/pictures.py

lock: $(VENV)/.tested  ## pin anew what requirements*.in ask for (maintainers; needs uv)
	uv pip compile requirements.in $(LOCK) -o requirements.lock
	uv pip compile requirements.in requirements-dev.in $(LOCK) -o requirements-dev.lock
LOCK := --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate

clean:  ## forget the environment and all that was made
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis .coverage .coverage.* *.egg-info build

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Pathway Coach needs Python 3.11 or later, and found none. Install it, then run make again." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python could not make a virtual environment (on Debian: apt install python3-venv)." >&2; rm -rf $(VENV); exit 1; }

$(VENV)/.ready: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Setting up (once, about a minute) ..." >&2
	@$(INSTALL) --require-hashes -r requirements.lock >&2
	@PYTHONWARNINGS=ignore $(INSTALL) --no-deps --no-build-isolation --no-index --editable . >&2
	@touch $@

$(VENV)/.tested: requirements-dev.lock $(VENV)/.ready
	@$(INSTALL) --require-hashes -r requirements-dev.lock >&2
	@touch $@
