# Verbs: env demo test faults bench bench-fanout audit lint types pictures messages lock. Nothing here needs root.
PYTHON ?= python3
PORT ?= 8000
RUN = .venv/bin

.PHONY: env dev demo test faults lint types bench bench-fanout audit pictures messages lock clean

env:
	@$(PYTHON) tools/prepare.py run

dev:
	@$(PYTHON) tools/prepare.py dev

demo: env
	@$(RUN)/tocsin demo --data demo --port $(PORT)

test: dev
	@$(RUN)/python -m pytest -n 2 --dist worksteal $(ARGS)

# The same tests of people at once, a lone insider, hostile mail and killed workers, with the counts of the design: half
# an hour and more.
faults: dev
	@FULL_SIZE=1 $(RUN)/python -m pytest -n 2 --dist worksteal tests/actions/test_concurrency.py tests/actions/test_everything_at_once.py \
		tests/actions/test_lone_insider.py tests/delivery/channels/test_message.py tests/delivery/incoming/test_reading.py \
		tests/delivery/test_killed_workers.py tests/faults $(ARGS)

lint: dev
	@$(RUN)/ruff check .
	@$(RUN)/ruff format --check .
	@$(RUN)/lint-imports

types: dev
	@$(RUN)/mypy

bench:
	@$(PYTHON) tools/prepare.py bench
	@$(RUN)/python -m bench

# The fan-out alone, beside what others do; ARGS: --growth, --quick, and more (bench/fanout.py).
bench-fanout:
	@$(PYTHON) tools/prepare.py bench
	@$(RUN)/python bench/fanout.py $(ARGS)

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
