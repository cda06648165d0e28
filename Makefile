# The verbs of the house. Each does all its own set-up: Python 3.11 or newer (with venv) and make are enough.
# `make setup PYTHON=path` chooses the Python that .venv is made with.
SHELL := bash
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help setup run images test test-emulators test-images test-dags test-cluster test-cloud test-browser airflow lint format lock schemas docs bench clean

help: ## List the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: ## Make .venv with the product and its locked packages
	@ci/setup.sh
	@echo "setup: .venv is ready. Next: make run (the product on sample data), make test."

run: ## Run the pipeline on sample data and predict with its model (in .demo)
	@ci/setup.sh
	@ci/demo.sh

images: ## Build the images of the steps and of serving, for `spendcast run --docker`
	@ci/build-images.sh

test: lint ## Check everything that needs Python alone: lint, then unit, contract and end-to-end tests
	@echo "test: pytest, a few minutes on 2 cores"
	@$(BIN)/python -m pytest --numprocesses auto --quiet
	@echo "test: all passed. Next: make test-emulators (a GCS emulator), make run (the product on sample data)."

test-emulators: ## Check the cloud adapters and the pipeline against a GCS emulator
	@ci/setup.sh --with-tests
	@ci/test-emulators.sh

test-images: ## Build the images and check them, and the pipeline in containers, on a Docker engine
	@ci/setup.sh --with-tests
	@ci/test-images.sh

test-dags: ## Check the DAG in each Airflow that it supports (environments of their own, 3 GB)
	@ci/setup.sh --with-tests
	@ci/test-dags.sh

test-cluster: ## Check the DAG on a whole Airflow and real pods (a cluster, a registry, a GCS emulator)
	@ci/setup.sh --with-tests
	@ci/test-cluster.sh

test-cloud: ## Check the evaluations table and its dashboards' SQL against a BigQuery emulator
	@ci/setup.sh --with-tests
	@ci/test-cloud.sh

test-browser: ## Check what people see, in a real browser (Chromium)
	@ci/setup.sh --with-browser
	@ci/test-browser.sh

airflow: ## Open Airflow on this machine, with the DAG and the cluster that kubectl uses
	@ci/setup.sh --with-tests
	@ci/airflow.sh

lint: ## Check style, types and who imports whom; changes nothing
	@ci/setup.sh --with-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: ## Rewrite the code in the house's style
	@ci/setup.sh --with-tests
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## Compile every requirements.txt anew from the pyproject.toml files
	@ci/setup.sh --with-tests
	@PATH="$(BIN):$$PATH" ci/lock.sh

schemas: ## Generate the JSON Schemas of the step documents anew
	@ci/setup.sh
	$(BIN)/python -m spendcast_contract.schemas

docs: ## Generate the pages of documentation that are made from code anew
	@ci/setup.sh
	$(BIN)/python -m spendcast_ingest.catalogue.pages en > docs/findings.md
	$(BIN)/python -m spendcast_ingest.catalogue.pages ja > docs/findings.ja.md

bench: ## Measure accuracy, advice, time and memory beside peers (PEERS=1 fits them first)
	@ci/setup.sh
	@ci/bench.sh

clean: ## Remove all that the verbs made: environments, .demo and caches
	rm -rf .venv .venv-airflow-* .venv-peer-* .airflow .demo .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
