# Thin names over the two commands; `make` prints them.
.DEFAULT_GOAL := help
.PHONY: help setup run test check fix docs bench test-postgres
PY := .venv/bin/python

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'
run:  ## install what is needed and start with sample data
	python3 run.py
test:  ## install what is needed and run all tests
	python3 run.py test
check:  ## format, lint, types, floors, migrations, generated docs
	$(PY) -m ruff format --check congvu rulebook tests bench tools run.py manage.py
	$(PY) -m ruff check congvu rulebook tests bench tools run.py manage.py
	$(PY) -m mypy rulebook congvu
	.venv/bin/lint-imports
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) tools/docs.py --check
fix:  ## format and repair what can be repaired
	$(PY) -m ruff format congvu rulebook tests bench tools run.py manage.py
	$(PY) -m ruff check --fix congvu rulebook tests bench tools run.py manage.py
docs:  ## write the generated reference pages
	$(PY) tools/docs.py
bench:  ## measure speed beside the floor, one table
	$(PY) bench/run.py
test-postgres:  ## the same tests on PostgreSQL (CONGVU_TEST_POSTGRES_URL)
	CONGVU_DATABASE_URL=$(CONGVU_TEST_POSTGRES_URL) python3 run.py test
