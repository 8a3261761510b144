# The two commands: `make demo` shows the main job on real input, `make test` passes the tests.
# Both set up what they need, in .venv and tests/node/node_modules; once that is there, neither needs the network.
PYTHON ?= python3.11
BIN := .venv/bin
NODE_PACKAGES := tests/node/node_modules/.package-lock.json

.PHONY: demo test quick lint setup lock wheel clean

demo: setup
	$(BIN)/dumgate demo

# Compiled beforehand: each of the many processes that the tests start would do it anew where Python may not write it down.
# Twice as many processes as processors: many tests wait for a service.
test: setup .venv/.debian $(NODE_PACKAGES)
	$(BIN)/ruff check . && $(BIN)/ruff format --check -q . && $(BIN)/mypy
	$(BIN)/python -m compileall -q -j 0 gateway parsers renderers schemas
	$(BIN)/python -m pytest -n $$((2 * $$(nproc))) --dist loadfile --no-loadscope-reorder

# The tests of single rooms, which start nothing: three quarters of all, in about a minute.
quick: setup
	$(BIN)/python -m pytest -m unit -n auto --dist loadfile --no-loadscope-reorder

lint: setup
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

setup: .venv/.ready

.venv/.ready: requirements.lock pyproject.toml scripts/setup
	PYTHON="$(PYTHON)" scripts/setup
	@touch $@

# The outside verifiers and databases of the tests. Looked for at each run until all are there.
.venv/.debian: scripts/debian-packages
	@scripts/debian-packages && touch $@ || test -z "$$CI"

# What the Node recipes of the documentation import, and what tests look with, after npm itself.
$(NODE_PACKAGES): tests/node/package-lock.json scripts/node-packages | .venv/.debian
	@scripts/node-packages && touch $@ || test -z "$$CI"

# After a change of pyproject.toml: writes requirements.lock anew, with hashes (needs uv).
lock:
	uv pip compile --quiet --python-version 3.11 --generate-hashes --no-header --all-extras pyproject.toml -o requirements.lock

wheel: setup
	$(BIN)/python -m hatchling build -t wheel

clean:
	rm -rf .venv tests/node/node_modules demo dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
