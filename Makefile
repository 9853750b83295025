# Verbs: env demo test bench audit lint types pictures messages lock. Nothing here needs root.
PYTHON ?= python3
PORT ?= 8000
RUN = .venv/bin

.PHONY: env dev demo test lint types bench audit pictures messages lock clean

env:
	@$(PYTHON) tools/prepare.py run

dev:
	@$(PYTHON) tools/prepare.py dev

demo: env
	@$(RUN)/tocsin demo --data demo --port $(PORT)

test: dev
	@$(RUN)/python -m pytest -n 2 --dist worksteal $(ARGS)

lint: dev
	@$(RUN)/ruff check .
	@$(RUN)/ruff format --check .
	@$(RUN)/lint-imports

types: dev
	@$(RUN)/mypy

bench:
	@$(PYTHON) tools/prepare.py bench
	@$(RUN)/python -m bench

audit: dev
	@$(RUN)/python tools/audit.py

pictures: env
	@$(RUN)/python tools/pictures.py

messages: dev
	@$(RUN)/python tools/messages.py

lock:
	@tools/lock.sh

clean:
	rm -rf .venv .tools demo
