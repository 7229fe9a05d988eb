# crosscase: `make analyze`, `make test`. Python 3.11 or newer and make are all that a fresh machine needs.
STUDY ?= corpora/sample
OUT ?= outputs
STAGE ?=
# The first Python of 3.11 or newer that runs (a name that is found need not run: pyenv's shims).
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do $$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
# The lock is whole, so that pip need not look for more (--no-deps). Errors only: what pip warns of concerns its maker. Wheels only: no package runs code of its own while it is installed.
PIP := -qq --disable-pip-version-check --only-binary :all:

.DEFAULT_GOAL := help
.PHONY: analyze check memos code test lint bench expected torture clean help

analyze: $(VENV)/run.stamp  ## the main job: STUDY (default corpora/sample) into OUT (default outputs)
	@$(BIN)/crosscase analyze "$(STUDY)" --out "$(OUT)" $(if $(STAGE),--stage "$(STAGE)")

check: $(VENV)/run.stamp  ## name every mistake in the study's files at once
	@$(BIN)/crosscase check "$(STUDY)"

memos: $(VENV)/run.stamp  ## export the memos of one stage: make memos STAGE=within-case [TO=folder]
	@$(BIN)/crosscase memos "$(STUDY)" --stage "$(or $(STAGE),within-case)" --out "$(OUT)" $(if $(TO),--to "$(TO)")

code: $(VENV)/run.stamp  ## read and code in the browser: make code CODER=ana
	@$(BIN)/crosscase code "$(STUDY)" --coder "$(CODER)" --out "$(OUT)"

# pytest rewrites 4,500 assertions in each process, five seconds of computing, unless it may keep what it made of them.
test: $(VENV)/dev.stamp  ## the tests [ALL=1: with the slow ones]
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(if $(ALL),,-m "not slow")

lint: $(VENV)/dev.stamp  ## ruff and mypy
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy --strict pipeline

bench: $(VENV)/dev.stamp  ## speed as ratios (../shared/data/volume, else the sample repeated), every view over a million codings [QC=…/bin/qc: the peer]
	@$(BIN)/python -m benchmarks.speed
	@$(BIN)/python -m benchmarks.views
	@$(BIN)/python -m benchmarks.peers --qc "$(or $(QC),qc)"

torture: $(VENV)/dev.stamp  ## kill runs by the hundred and fail the disk at every call (docs/reliability.md)
	@$(BIN)/python -m benchmarks.torture --seconds 3600

expected: $(VENV)/dev.stamp  ## renew the memos that tests compare with, on purpose
	@$(BIN)/python -m tests.renew_expected

clean:  ## remove the outputs and the environment
	rm -rf "$(VENV)" .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find outputs -mindepth 1 ! -name .gitkeep -delete

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## */  \1|/' | awk -F'|' '{printf "  %-10s %s\n", $$1, $$2}'

# The environment is made from a lock with hashes; after it nothing touches the network.
$(VENV)/run.stamp: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found. Install it, or say where it is: make PYTHON=/path/to/python3"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Fetching the $$(grep -c '==' requirements.lock) packages of requirements.lock (some 180 MB, once); a minute or two. Nothing after it touches the network."
	@$(BIN)/python -m pip install $(PIP) --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@$(BIN)/python -m compileall -q pipeline
	@$(BIN)/python -m pipeline.memos.precompile
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found. Install it, or say where it is: make PYTHON=/path/to/python3"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Fetching the $$(grep -c '==' requirements-dev.lock) packages of requirements-dev.lock (some 410 MB, once); a few minutes. Nothing after it touches the network."
	@$(BIN)/python -m pip install $(PIP) --no-deps --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@$(BIN)/python -m compileall -q pipeline
	@$(BIN)/python -m pipeline.memos.precompile
	@touch $@ $(VENV)/run.stamp
