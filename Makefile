# Plain `make` lists the targets. Everything runs in .venv, made with the first Python that fits.

SHELL  := bash
VENV   := .venv
BIN    := $(VENV)/bin
FACTS  ?= examples/big-tech-engineer.yaml
PYTHON ?= python3.13 python3.12 python3.11 python3

# durable_rules is compiled here. Left alone it is built without optimisation, and on Python 3.13 it calls a
# function that is gone, which newer compilers refuse; the new name is the same call.
export CPPFLAGS := -O2 -DPyEval_CallObject=PyObject_CallObject $(CPPFLAGS)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

define fits
import ensurepip, os, sys, sysconfig, venv
headers = os.path.join(sysconfig.get_path("include"), "Python.h")
sys.exit(not ((3, 11) <= sys.version_info < (3, 14) and os.path.exists(headers)))
endef
export fits

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help advise audit check lint types layers test format benchmarks clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

advise: $(VENV)/installed ## install, then advise FACTS=examples/big-tech-engineer.yaml
	@$(BIN)/rothroute advise $(FACTS)

check: lint types layers audit test ## everything that must pass: lint, format, types, layers, audit, tests

lint: $(VENV)/installed-dev ## lint and format check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed-dev ## mypy --strict
	@set -o pipefail; echo $(BIN)/mypy; $(BIN)/mypy | sed 's,^$(VENV)/names/rothroute/,,'

layers: $(VENV)/installed-dev ## who may import whom
	$(BIN)/lint-imports --no-cache --no-logo

audit: $(VENV)/installed-dev ## audit the rules as of today and prove them, and see to the pages
	$(BIN)/rothroute audit --strict --prove
	$(BIN)/rothroute audit --pages check

test: $(VENV)/installed-dev ## the tests; ARGS='-k name' for some of them
	$(BIN)/pytest --numprocesses=auto --dist=loadgroup $(ARGS)

format: $(VENV)/installed-dev ## rewrite the code in the house format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

benchmarks: $(VENV)/installed-benchmarks ## ratios side by side in one run
	$(BIN)/python benchmarks/run.py

clean: ## remove .venv and everything generated
	rm -rf $(VENV) build dist rothroute.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: an install runs again only when what it is made from has changed.
$(VENV)/installed: pyproject.toml engine/version.py | $(BIN)/python
	@echo "Installing rothroute into $(VENV); the first time compiles durable_rules."
	@$(BIN)/pip install --quiet --editable .
	@touch $@

$(VENV)/installed-dev: pyproject.toml engine/version.py | $(BIN)/python
	@echo "Installing rothroute and the tools of \`make check\` into $(VENV)."
	@$(BIN)/pip install --quiet --editable '.[dev]'
	@mkdir -p $(VENV)/names && ln -sfn ../.. $(VENV)/names/rothroute
	@touch $@ $(VENV)/installed

$(VENV)/installed-benchmarks: $(VENV)/installed-dev
	@$(BIN)/pip install --quiet --editable '.[dev,benchmarks]'
	@touch $@

$(BIN)/python:
	@for python in $(PYTHON); do \
	    if $$python -c "$$fits" 2>/dev/null; then exec $$python -m venv $(VENV); fi; \
	done; \
	echo "rothroute needs Python 3.11, 3.12 or 3.13 with its venv module and C headers." >&2; \
	echo "On Debian or Ubuntu: apt install python3-venv python3-dev gcc" >&2; exit 2
