# Two commands matter: `make demo` and `make test`. Each makes .venv by itself; only Python 3.11+ and make are needed.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test format docs bench fuzz clean

demo: .venv/.installed
	$(BIN)/flowrunner demo

# hosts that are killed and a browser have the machine to themselves
test: .venv/.dev .venv/.lsp .venv/.peers .venv/.models .venv/.espeak .venv/.browser
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/pytest -n auto --dist loadfile --ignore tests/survival --ignore tests/dev
	$(BIN)/pytest tests/survival tests/dev

format: .venv/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# the documentation as a site, in site/index.html
docs: .venv/.dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

bench: .venv/.installed .venv-bench/.installed
	$(BIN)/python -m benchmarks $(ARGS)

# everything that is read from others, fed with anything: a minute each, or `make fuzz ARGS="stream 600"`
fuzz: .venv/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[fuzz]'
	$(BIN)/python -m fuzz $(ARGS)

.venv/.installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "flowrunner needs Python 3.11 or newer; set PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

.venv/.dev: .venv/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

# the language server that the tests of the schemas speak to; Node itself comes with the line above
.venv/.lsp: .venv/.dev tests/editors/install.py
	$(BIN)/python -m tests.editors.install
	touch $@

# the hosts that others wrote, which the emulator calls; an environment of its own in .venv/peers
.venv/.peers: .venv/.dev tests/peers/install.py
	$(BIN)/python -m tests.peers.install
	touch $@

# Chromium, in which the tests use the page of `flowrunner dev` (with apt-get where that is, else it says what to do), and axe
.venv/.browser: .venv/.dev tests/dev/install.py
	$(BIN)/python -m tests.dev.install
	touch $@

# the program espeak-ng, for the tests of its voice; in the same way
.venv/.espeak: .venv/.dev tests/speech/install.py
	$(BIN)/python -m tests.speech.install
	touch $@

# the optional models, in .venv/models
.venv/.models: .venv/.dev flowrunner/modelfiles/catalogue.py
	FLOWRUNNER_MODELS=.venv/models $(BIN)/flowrunner models add minilm whisper-base
	touch $@

.venv-bench/.installed: benchmarks/peers.txt
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check -r benchmarks/peers.txt
	touch $@

clean:
	rm -rf .venv .venv-bench build dist site .mypy_cache .ruff_cache .pytest_cache .hypothesis
