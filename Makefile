# Everything a developer runs; `make test` also installs what the tests need.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: install check test benchmarks examples clean

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,test]'
	sh tests/install_chromium.sh
	touch $@

check: install examples
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell README.md CHANGELOG.md CONTRIBUTING.md docs examples/README.md src benchmarks

test: install
	$(BIN)/python -m pytest

examples: install
	$(BIN)/python -m pytest tests/examples tests/test_readme.py tests/test_documents.py

benchmarks: install
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) build dist runs
