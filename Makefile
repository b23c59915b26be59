# The commands of daily work. Each does its own set-up and may be run again at any time.

.PHONY: help lab test bench lint fix generate docs wheel clean

help:  ## list the commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

lab:  ## open JupyterLab on the example project
	@scripts/lab

test:  ## run all tests, the browser's too
	@scripts/test

bench:  ## measure; ONLY=family picks one, JSON=file also writes the rows there
	@scripts/setup lab
	@env -u PYTHONDONTWRITEBYTECODE .venv/bin/python -m tests.benchmarks $(if $(ONLY),--only $(ONLY)) $(if $(JSON),--json $(JSON))

lint:  ## format, lint, types, import contracts: look only
	@scripts/setup lab
	@scripts/lint

fix:  ## let formatters and linters repair what they can
	@scripts/setup lab
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format --quiet .
	@npm run --silent lint

generate:  ## rewrite the generated files: OpenAPI, TypeScript types, reference pages
	@scripts/setup lab
	@.venv/bin/python -m jupyter_mm.api.generate
	@node scripts/reference.mjs

docs:  ## build the documentation into dist/docs; a warning is an error
	@scripts/setup lab
	@scripts/docs

wheel:  ## build sdist and wheel into dist/
	@scripts/setup lab
	@scripts/wheel dist

clean:  ## remove what was built or installed here
	@node scripts/clean.mjs
	@rm -rf .venv node_modules .setup dist test-results .mypy_cache .ruff_cache .pytest_cache \
	  .hypothesis .import_linter_cache .coverage*
