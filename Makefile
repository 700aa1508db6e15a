# Needs python3 (3.11 or newer, with venv) and make; everything else is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: setup setup-dev demo test check bench lock clean

setup: $(VENV)/.installed
setup-dev: $(VENV)/.installed-dev

$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; say which: make PYTHON=python3.12 ..." >&2; exit 1; }
	@echo "Installing into $(VENV), about a minute ..." >&2
	@$(PYTHON) -m venv $(VENV)
	@$(INSTALL) --compile --editable .
	@$(BIN)/python -m compileall -q importer
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@$(INSTALL) --upgrade "pip>=25.1"
	@$(INSTALL) --compile --group dev
	@touch $@

demo: setup
	@$(BIN)/importer demo

test: setup-dev
	@$(BIN)/python -m pytest -n auto --dist worksteal

check: setup-dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: setup-dev
	@$(BIN)/python -m benchmarks

lock: setup-dev  ## resolve again and pin what was found; holds no addresses
	@$(INSTALL) uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --all-extras --group dev --upgrade \
	  --no-header --no-emit-index-url --no-emit-find-links --no-annotate pyproject.toml -o constraints.txt

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
