# Everything runs in .venv; nothing is installed outside this folder.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
JOBS ?= auto

.DEFAULT_GOAL := help
.PHONY: help install demo check test format bench torture torture-team pythons screenshots catalogues clean

help: ## say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */  make \1\t/' | expand -t 20

$(READY): pyproject.toml constraints.txt
	@echo "==> making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -c 'import sys; sys.exit("Madoguchi needs Python 3.11 or newer." if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)
	@echo "==> installing madoguchi and its tools (about a minute the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

install: $(READY) ## make .venv and install everything into it

demo: $(READY) ## open the console on an embedded practice mailbox
	@echo "==> opening the practice counter; q leaves it, nothing leaves this machine"
	@$(BIN)/mado demo

check: $(READY) ## format, lint, types, import rules
	@echo "==> ruff format"; $(BIN)/ruff format --check --quiet . || { echo "run 'make format'"; exit 1; }
	@echo "==> ruff check"; $(BIN)/ruff check --quiet .
	@echo "==> mypy --strict"; $(BIN)/mypy
	@echo "==> import rules"; $(BIN)/lint-imports --no-cache >$(VENV)/imports.log 2>&1 || { cat $(VENV)/imports.log; exit 1; }

test: $(READY) ## run the suite
	@echo "==> pytest (several minutes on two cores)"
	@$(BIN)/python -m pytest -q -n $(JOBS)

format: $(READY) ## put every file into shape
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix-only --quiet .

torture: $(READY) ## the long tests: kills, faults, large mailboxes
	@MADO_TORTURE=1 $(BIN)/python -m pytest -q -n $(JOBS) --timeout 900

torture-team: $(READY) ## a team of five on real servers, killed and cut off, 150 s each
	@MADO_TORTURE=1 $(BIN)/python -m pytest -q -s tests/mailsync/test_team_torture.py

PYTHONS ?= python3.12 python3.13
pythons: ## what leaves, on every other Python there is: hostile values in every header, the wire (PYTHONS=…)
	@for python in $(PYTHONS); do \
	  $$python -c '' 2>/dev/null || { echo "==> no $$python here"; continue; }; \
	  place=.venv-$$(basename $$python); echo "==> $$place: $$($$python --version)"; \
	  [ -x $$place/bin/pytest ] || { $$python -m venv $$place && \
	    $$place/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'; } || exit 1; \
	  $$place/bin/python -m pytest -q tests/core/test_compose.py tests/core/test_composer_rules.py \
	    tests/core/test_replies.py tests/mailsync/test_smtp.py || exit 1; \
	done

bench: $(READY) ## measure; prints ratios against a peer or the physical limit
	@for file in bench/[a-z]*.py; do echo "==> $$file"; $(BIN)/python $$file || exit 1; done

screenshots: $(READY) ## make the pictures of README and docs (needs rsvg-convert and a CJK font)
	@$(BIN)/python docs/pictures/make_pictures.py

catalogues: $(READY) ## compile the translations
	@for po in config/locale/*/LC_MESSAGES/*.po; do $(BIN)/pybabel --quiet compile --input-file $$po --output-file $${po%.po}.mo; done

clean: ## remove .venv and caches
	@rm -rf $(VENV) .venv-* .mypy_cache .ruff_cache .pytest_cache .hypothesis
