# Plain `make` lists the targets. Everything runs in .venv, made with the first Python that fits.

SHELL  := bash
VENV   := .venv
BIN    := $(VENV)/bin
FACTS  ?= examples/big-tech-engineer.yaml
PERCENT ?= 100
PYTHON ?= python3.13 python3.12 python3.11 python3

# durable_rules is compiled here. Left alone it is built without optimisation, and on Python 3.13 it calls a
# function that is gone, which newer compilers refuse; the new name is the same call.
export CPPFLAGS := -O2 -DPyEval_CallObject=PyObject_CallObject $(CPPFLAGS)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

define fits
import ensurepip, sys, venv
sys.exit(sys.version_info < (3, 11))
endef
define others
from importlib.metadata import requires
print(*(one for one in requires("rothroute") if "extra ==" not in one and "durable" not in one), sep="\n")
endef
define untried
import sys
from importlib.metadata import requires
if sys.version_info >= (3, 14):
    print(*(one.partition(";")[0] for one in requires("rothroute") if "durable" in one))
endef
export fits others untried

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help advise ask serve audit check check-latest check-long lint types layers test format benchmarks lock sbom clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

advise: $(VENV)/installed ## install, then advise FACTS=examples/big-tech-engineer.yaml
	@$(BIN)/rothroute advise $(FACTS)

ask: $(VENV)/installed ## install, then ask you what matters; ARGS='--answers me.yaml' keeps your answers
	@$(BIN)/rothroute ask $(ARGS)

serve: $(VENV)/installed-web ## install, then open the pages in your browser; ARGS='--port 8000 --no-browser'
	@$(BIN)/rothroute serve $(ARGS)

check: lint types layers audit test ## everything that must pass: lint, format, types, layers, audit, tests

check-long: $(VENV)/installed-dev $(VENV)/schemathesis/installed ## what `make check` tries on some savers, programs and texts, tried on very many; PERCENT=10 goes a tenth of the way
	$(BIN)/pytest --numprocesses=auto --dist=loadgroup --thorough --percent=$(PERCENT) $(ARGS)

check-latest: ## make check in a fresh environment, with the newest versions that pyproject.toml allows
	rm -rf $(VENV)/latest
	$(MAKE) VENV=$(VENV)/latest VERSIONS=newest check

lint: $(VENV)/installed-dev ## lint and format check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed-dev ## mypy --strict
	@set -o pipefail; echo $(BIN)/mypy; MYPYPATH=$(VENV)/names $(BIN)/mypy | sed 's,^$(VENV)/names/rothroute/,,'

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

lock: $(BIN)/python ## write requirements/ anew from pyproject.toml; ARGS=--upgrade for the newest versions
	@$(BIN)/pip install --quiet 'uv>=0.9'
	$(PIN) --group build --output-file requirements/build.txt
	$(PIN) --group dev --extra letters --extra proofs --extra screen --extra dask --extra sign --extra mcp --extra web --constraint requirements/build.txt \
	    pyproject.toml --output-file requirements/dev.txt
	$(PIN) --extra letters --extra proofs --extra screen --extra dask --extra sign --extra mcp --extra web --constraint requirements/dev.txt pyproject.toml \
	    --output-file requirements/run.txt
	$(PIN) --group benchmarks --constraint requirements/dev.txt --output-file requirements/benchmarks.txt
	$(PIN) --group sbom --constraint requirements/dev.txt --output-file requirements/sbom.txt
	$(PIN) --group schemathesis --constraint requirements/dev.txt --output-file requirements/schemathesis.txt

sbom: $(VENV)/installed-dev ## write dist/sbom.json, a software bill of materials of what is installed
	@test -d $(VENV)/sbom || $(BIN)/python -m venv $(VENV)/sbom
	@$(VENV)/sbom/bin/pip install --quiet --require-hashes -r requirements/sbom.txt
	@mkdir -p dist && $(VENV)/sbom/bin/cyclonedx-py environment --pyproject pyproject.toml -o dist/sbom.json $(BIN)/python

clean: ## remove .venv and everything generated
	rm -rf $(VENV) build dist rothroute.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

PIN = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --custom-compile-command 'make lock' $(ARGS)

# Stamps: an install runs again only when what it is made from has changed.
$(VENV)/installed: pyproject.toml engine/version.py | $(BIN)/python
	@echo "Installing rothroute into $(VENV); the first time compiles durable_rules."
	@$(BIN)/pip install --quiet --editable . || { \
	    echo "It could not be installed so: without durable_rules, the reference evaluator answers." >&2 && \
	    $(BIN)/pip install --quiet --no-deps --editable . && \
	    $(BIN)/python -c "$$others" >$(VENV)/others && $(BIN)/pip install --quiet -r $(VENV)/others; }
	@engine=$$($(BIN)/python -c "$$untried"); test -z "$$engine" || $(BIN)/pip install --quiet "$$engine" || \
	    echo "durable_rules cannot be compiled on this Python: the reference evaluator answers." >&2
	@touch $@

$(VENV)/installed-web: $(VENV)/installed
	@$(BIN)/pip install --quiet --editable '.[letters,web]'
	@touch $@

# Development and continuous integration install what requirements/ pins, by hash; VERSIONS=newest does not look there.
LOCKED := $(BIN)/pip install --quiet --require-hashes --no-build-isolation

$(VENV)/installed-dev: pyproject.toml engine/version.py requirements/build.txt requirements/dev.txt | $(BIN)/python
	@echo "Installing rothroute and the tools of \`make check\` into $(VENV)."
ifeq ($(VERSIONS),newest)
	@$(BIN)/pip install --quiet --upgrade pip
	@$(BIN)/pip install --quiet --group dev --editable '.[dask,letters,mcp,proofs,screen,sign,web]'
else
	@$(LOCKED) -r requirements/build.txt
	@$(LOCKED) -r requirements/dev.txt
	@$(BIN)/pip install --quiet --no-build-isolation --no-deps --no-index --editable .
endif
	@mkdir -p $(VENV)/names && ln -sfn $(CURDIR) $(VENV)/names/rothroute
	@touch $@ $(VENV)/installed

$(VENV)/installed-benchmarks: $(VENV)/installed-dev requirements/benchmarks.txt
	@$(LOCKED) -r requirements/benchmarks.txt
	@touch $@

# In an environment of its own: its plugin would load with every test.
$(VENV)/schemathesis/installed: requirements/schemathesis.txt | $(BIN)/python
	@$(BIN)/python -m venv $(VENV)/schemathesis
	@$(VENV)/schemathesis/bin/pip install --quiet --require-hashes -r requirements/schemathesis.txt
	@touch $@

$(BIN)/python:
	@for python in $(PYTHON); do \
	    if $$python -c "$$fits" 2>/dev/null; then exec $$python -m venv $(VENV); fi; \
	done; \
	echo "rothroute needs Python 3.11 or newer with its venv module; python3-dev and gcc to compile durable_rules." >&2; \
	echo "On Debian or Ubuntu: apt install python3-venv python3-dev gcc" >&2; exit 2
