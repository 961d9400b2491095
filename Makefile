# Every way to work on the tracker. `make` alone lists them.

VENV ?= .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
export PORT TRACKER_HOME

.DEFAULT_GOAL := help
.PHONY: help venv

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Stamps are written last, so a broken installation is completed the next time.
$(VENV)/.ok: requirements.txt .ci/environment.sh .ci/find_python.sh
	@sh .ci/environment.sh $(VENV) requirements.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.ok requirements-dev.txt
	@sh .ci/environment.sh $(VENV) requirements-dev.txt
	@touch $@

venv: $(VENV)/.dev ## the environment with everything for tests and checks

requirements: $(VENV)/.dev ## resolve requirements*.in into pinned requirements*.txt again
	@UV=$(BIN)/uv sh .ci/lock.sh
