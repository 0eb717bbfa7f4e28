# Runs, tests, builds and deploys Roster. `make` alone lists the targets.

# Variables that can be set, as in `make dev PORT=4000`.
PORT ?= 3000
DATA ?= .local
SCOPES ?= all
NAME ?= one more
ARCH ?= arm64
COUNTRIES ?= no
USERS ?= 1000,100000,1000000
PARAMETERS ?=
SPAN ?= 60
FORMER ?= HEAD
MINUTES ?= 60
PARTS ?=
SUITES ?=
PACKAGE ?= core
MODULE ?=
SEQUENCES ?= 10000
SEED ?= 0
SHARD ?=
OPTIONS ?=
# MAIL in the environment is the file of the user's mailbox on many systems: there, only a URL counts.
mail_server = $(if $(filter smtp://%,$(MAIL))$(filter command,$(firstword $(origin MAIL))),$(MAIL))
# Further arguments for sam, such as --no-confirm-changeset if nobody can confirm.
CONFIRM ?=

# The command line as `make dev` builds it: `cargo run -p roster` would compile the AWS SDK again, with other features.
target_folder = $(shell cargo metadata --no-deps --format-version 1 | sed -n 's/.*"target_directory":"\([^"]*\)".*/\1/p')
roster = cargo build --quiet --profile '$(or $(ROSTER_PROFILE),dev)' --workspace --bin roster && '$(target_folder)/debug/roster'
lambda := .tools/venv/bin/cargo-lambda lambda
sam := SAM_CLI_TELEMETRY=0 .tools/sam/bin/sam
target_of_arm64 := --arm64
target_of_x86_64 := --x86-64

.PHONY: help dev key project check test-api test-fast test lint build bench import-speed size faults soak scale clients engines rie screenshots ready deploy validate openapi fuzz matrix model sbom dist requirements mutants audit clean-local

help: ## Show this.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

dev: ## Run everything on this machine: PORT=3000 DATA=.local MAIL=smtp://127.0.0.1:1025 (without MAIL, an inbox shows emails)
	@exec scripts/dev --port '$(PORT)' --data '$(DATA)' $(if $(mail_server),--mail '$(mail_server)')

key: ## Create one more API key for the running `make dev`: SCOPES=users.read,users.write NAME=... DATA=.local
	@$(roster) --local '$(DATA)' keys create --name '$(NAME)' --scopes '$(SCOPES)'

project: ## Create one more empty project with an API key for the running `make dev`: NAME=... DATA=.local
	@$(roster) --local '$(DATA)' projects create --name '$(NAME)' --with-key

check: ## While you work: format, clippy, words, unit and contract tests. Under two minutes when little has changed.
	@exec scripts/test check

test-api: ## The API tests of one module: MODULE=users::email
	cargo test --workspace --test api -- '$(MODULE)'

test-fast: ## Unit, store, API and contract tests: no fuzzing, no SDKs, no SAM.
	@exec scripts/test fast

test: ## Run every test, and show the seconds of each step.
	@exec scripts/test

clients: ## Run every SDK, appwrite-cli, browser page and generated client against `make dev`, and all of each suite.
	@scripts/install-tools clients-all browser
	@cargo test --workspace --test local -- clients

fuzz: ## Fuzz the parsers and all routes at full length: RUNS=1500000 REQUESTS=200000 ROUTES=40000 CALLS=50000 SEED=... TARGET=...
	@exec scripts/fuzz

lint: ## Format, clippy, documentation, template and dependencies, without a warning.
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps
	@$(MAKE) --no-print-directory validate
	.tools/lint/bin/cargo-deny check bans licenses sources

build: ## Build the functions for Lambda: ARCH=arm64 or x86_64
	@scripts/install-tools build
	@[ -n '$(target_of_$(ARCH))' ] || { echo 'ARCH is arm64 or x86_64, not $(ARCH)' >&2; exit 2; }
	@scripts/console build || $(if $(filter Console=yes,$(PARAMETERS)),exit 1,echo 'the console could not be built: with Console=yes, /console would be missing' >&2)
	PATH="$$PWD/.tools/venv/bin:$$PATH" $(lambda) build --release $(target_of_$(ARCH))

bench: ## Measure cold starts, requests, hashes, memory and sizes beside a bare function: PARTS='cold warm' (needs root); PARTS=peers: beside other user services
	@scripts/bench $(PARTS)
	@[ -n '$(PARTS)' ] || $(MAKE) --no-print-directory scale

scale: ## Measure units and calls of every endpoint among growing numbers of users, and sign-ups against shards: USERS=1000,...
	@cargo run --quiet --profile test -p roster-evidence --bin scale -- --users '$(USERS)'

import-speed: ## Import users with this version and a former one, in turns, and compare: FORMER=v0.1.0 USERS=20000
	@scripts/import-speed '$(FORMER)' $(if $(filter command environment,$(firstword $(origin USERS))),'$(USERS)')

size: ## Print the size of every function that is built; fails if a function is larger than its limit.
	@cargo run --quiet --profile test -p roster-evidence --bin bench -- size

faults: ## Run the functions against a table with faults: PARTS='busy stalls broken retries killed cold' SPAN=60
	@exec scripts/faults $(PARTS) --seconds '$(SPAN)'

soak: ## Run the functions under low load for a long time, and measure their memory: MINUTES=60
	@exec scripts/faults soak --minutes '$(MINUTES)'

engines: ## Run the store tests, the API tests and the SDK suites on another implementation of DynamoDB: SUITES='store api clients'
	@exec scripts/engines $(SUITES)

rie: ## Run release builds of four functions under AWS's Runtime Interface Emulator, with sample events (Linux).
	@exec scripts/rie

screenshots: ## Make the pictures of the console that the README and the guide show: docs/images (needs Chromium).
	@scripts/install-tools build browser
	@scripts/compile test --workspace --bins
	@scripts/console screenshots

ready: build ## All of `make deploy` that needs no AWS: build, sam, countries: ARCH=arm64 COUNTRIES=yes
	@scripts/install-tools deploy
	@mkdir -p layers/country
	@[ '$(COUNTRIES)' != yes ] || scripts/fetch-country-db

# sam needs quotes around an empty value (TableKey=""), and ignores it without them. One word, so that the shell splits no value.
deploy: export OVERRIDES = $(patsubst %=,%="",$(PARAMETERS))
deploy: ready ## Build and deploy to AWS: ARCH=arm64 COUNTRIES=yes PARAMETERS='LogDays=30 TableKey= ...'
	$(sam) deploy $(CONFIRM) --parameter-overrides 'Architecture=$(ARCH)' 'CountryLayer=$(COUNTRIES)' \
		"Release=$$({ cat template.yaml target/lambda/*/bootstrap; find layers/country -type f -exec cat {} +; \
			printf '%s\n' '$(ARCH)' '$(COUNTRIES)' "$$OVERRIDES"; } | git hash-object --stdin)" $${OVERRIDES:+"$$OVERRIDES"}

validate: ## Check template.yaml with sam, cfn-lint and checkov, and openapi.yaml with redocly.
	@scripts/install-tools deploy lint docs
	@scripts/validate-template
	@scripts/openapi check

openapi: ## Bundle openapi.yaml and all files that it refers to into one file, for tools and for /docs: target/openapi.yaml
	@scripts/install-tools docs
	@scripts/openapi bundle .tools/docs/openapi.json
	@scripts/openapi bundle target/openapi.yaml
	@echo target/openapi.yaml

matrix: ## Check every API key, session, project, route and method against the rules of openapi.yaml: a third of a million cells.
	MATRIX_PART=1 cargo test --workspace --test api matrix -- --nocapture

model: ## Compare sequences of calls with a model in memory: SEQUENCES=10000 SEED=0
	MODEL_SEQUENCES='$(SEQUENCES)' MODEL_SEED='$(SEED)' cargo test --workspace --test api model:: -- --nocapture

sbom: ## List the crates that are linked into each function and the command line, as CycloneDX: target/sbom, ARCH=arm64
	@scripts/sbom '$(ARCH)'

dist: ## Make the files of a release, reproducibly: target/dist, for both processors or ARCH=arm64
	@scripts/dist $(if $(filter command environment,$(firstword $(origin ARCH))),--arch '$(ARCH)')

requirements: ## Lock the versions and hashes of the Python tools: tests/requirements/*.txt from *.in, OPTIONS=--upgrade
	@scripts/lock-tools $(OPTIONS)

mutants: ## Make one small change of the product at a time, and list the changes that no test finds: hours. PACKAGE=core or store, SHARD=0/8
	@scripts/mutants '$(PACKAGE)' $(SHARD)

audit: ## Check all dependencies against the advisories of RustSec, which are downloaded.
	@scripts/install-tools lint
	.tools/lint/bin/cargo-deny check advisories

clean-local: ## Delete the users, projects and API keys of `make dev`: DATA=.local
	rm -rf -- '$(DATA)'
