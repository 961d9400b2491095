# Every way to work on the tracker. `make` alone lists them.

VENV ?= .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
MANAGE := $(PY) manage.py
# What mypy holds to its word: the rules, the doors to them, and the forms and pages before those.
TYPED := $(wildcard issues/lifecycle issues/dates issues/permissions.py issues/actions issues/reads \
	issues/forms issues/views tracker)

.DEFAULT_GOAL := help
.PHONY: help run dev test check format bench drills docs requirements venv browser

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.ok ## serve as in production, on 127.0.0.1:$PORT (8000); everything is kept in $TRACKER_HOME (var/)
	@exec $(MANAGE) serve

dev: $(VENV)/.dev ## serve with reload and debug pages
	@TRACKER_DEBUG=1 $(MANAGE) prepare --no-static
	@exec env TRACKER_DEBUG=1 $(MANAGE) runserver 127.0.0.1:$${PORT:-8000}

test: check browser ## every check, then every test
	@$(PY) -m pytest -q -n 2

check: $(VENV)/.dev ## format, lint, types, templates, migrations, deployment, architecture
	@PY=$(PY) TYPED="$(TYPED)" sh .ci/check.sh

format: $(VENV)/.dev ## format Python and mend what lint can mend
	@$(BIN)/ruff check -q --fix . ; $(BIN)/ruff format -q .

bench: $(VENV)/.ok ## measure pages and status changes on a large synthetic record
	@$(PY) -m tests.bench

drills: $(VENV)/.dev ## slow trials with figures: kill -9, clean stops, many writers at once
	@$(PY) -m pytest -q -m "hypothesis and not drill" --hypothesis-profile=other -n 2
	@$(PY) -m pytest -q -m drill -rP

docs: $(VENV)/.ok ## write the generated pages of docs/ again
	@$(MANAGE) write_lifecycles

requirements: $(VENV)/.dev ## resolve requirements*.in into pinned requirements*.txt again
	@UV=$(BIN)/uv sh .ci/lock.sh

venv: $(VENV)/.dev ## the environment with everything for tests and checks

browser: ## a Chromium for the browser tests, if there is none
	@sh .ci/browser.sh

# Stamps are written last, so a broken installation is completed the next time.
$(VENV)/.ok: requirements.txt .ci/environment.sh .ci/find_python.sh
	@sh .ci/environment.sh $(VENV) requirements.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.ok requirements-dev.txt
	@sh .ci/environment.sh $(VENV) requirements-dev.txt
	@touch $@
