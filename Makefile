# Each target works alone in a fresh clone. It needs Python 3.11 or later with its venv module, and make.
PYTHON ?= python3
BIN := .venv/bin
export UV_SYSTEM_CERTS := true

.PHONY: help report test lab lint fuzz audit samples lock

help:
	@echo "make report   set everything up and write the reports of the shipped data"
	@echo "make test     set everything up and run the tests"
	@echo "make lab      set everything up and open JupyterLab on notebooks/"
	@echo "make lint     ruff and mypy"
	@echo "make fuzz     an hour of damaged documents"
	@echo "make samples  execute the notebooks anew into docs/samples/"
	@echo "make audit    known faults of what requirements.lock holds, by pip-audit; else versions and dates"
	@echo "make lock     choose the versions in requirements.lock anew"

report: .venv/.ok
	$(BIN)/yusuan report
	@echo "Reports are in reports/; open reports/index.html in a browser."

test: .venv/.ok
	$(BIN)/pytest -n 2 --dist loadgroup
	@echo "All tests passed; tests/ holds them, and 'make report' writes the reports."

lab: .venv/.ok
	@echo "JupyterLab opens notebooks/00_explore.ipynb in your browser; end it with Ctrl-C."
	$(BIN)/yusuan lab

lint: .venv/.ok
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@echo "ruff and mypy found nothing."

fuzz: .venv/.ok
	$(BIN)/python tests/fuzz.py 30
	for reader in text html xlsx; do $(BIN)/python tests/fuzz_guided.py $$reader 600 || exit 1; done
	@echo "No damaged document was more than it may be."

audit: .venv/.ok
	$(BIN)/uv tool run pip-audit --strict --no-deps --disable-pip -r requirements.lock \
	  || { $(BIN)/python .ci/versions.py; exit 1; }

# uv is many times faster than pip; where it fails (an unusual index, say), pip does the same.
.venv/.ok: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' || { echo \
	  "yusuan needs Python 3.11 or later with its venv module (Debian: apt-get install python3-venv);" \
	  "make PYTHON=/path/to/python names another one." >&2; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python -r requirements.lock -e . \
	  || $(BIN)/python -m pip install --quiet -r requirements.lock -e .
	@touch $@

samples: .venv/.ok
	$(BIN)/python tools/samples.py
	@echo "docs/samples/ holds the executed notebooks."

lock:
	uv=$$(command -v $(BIN)/uv || command -v uv) && $$uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	  --group dev --extra cluster --extra s3 pyproject.toml -o requirements.lock
	@echo "requirements.lock holds the newest versions that pyproject.toml allows; run make test."
