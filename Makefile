# Roster on a laptop, tested, built and deployed. `make` alone tells what there is.

# What may be chosen, as in `make dev PORT=4000`.
PORT ?= 3000
DATA ?= .local
SCOPES ?= all
NAME ?= one more
ARCH ?= arm64
COUNTRIES ?= no
PARAMETERS ?=
# What sam is told besides, as --no-confirm-changeset where nobody can be asked.
CONFIRM ?=

roster := cargo run --quiet -p roster --
lambda := .tools/venv/bin/cargo-lambda lambda
sam := SAM_CLI_TELEMETRY=0 .tools/sam/bin/sam
target_of_arm64 := --arm64
target_of_x86_64 := --x86-64

.PHONY: help dev key project test fuzz lint build deploy validate openapi audit clean-local

help: ## Show this.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

dev: ## Run everything on this machine: PORT=3000 DATA=.local
	@[ -n "$$CARGO_LAMBDA" ] || scripts/install-tools build
	@scripts/install-tools docs && scripts/openapi bundle .tools/docs/openapi.json || echo 'make dev: goes on without /docs' >&2
	@exec cargo run -p roster -- local --port '$(PORT)' --data '$(DATA)'

key: ## One more key for the running `make dev`: SCOPES=users.read,users.write NAME=... DATA=.local
	@$(roster) --local '$(DATA)' keys create --name '$(NAME)' --scopes '$(SCOPES)'

project: ## One more empty project with a key for the running `make dev`: NAME=... DATA=.local
	@$(roster) --local '$(DATA)' projects create --name '$(NAME)' --with-key

test: ## Run every test.
	@exec scripts/test

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
	PATH="$$PWD/.tools/venv/bin:$$PATH" $(lambda) build --release $(target_of_$(ARCH))

deploy: build ## Build and deploy to AWS: ARCH=arm64 COUNTRIES=yes PARAMETERS='LogDays=30 ...'
	@scripts/install-tools deploy
	@mkdir -p layers/country
	@[ '$(COUNTRIES)' != yes ] || scripts/fetch-country-db
	$(sam) deploy $(CONFIRM) --parameter-overrides 'Architecture=$(ARCH)' 'CountryLayer=$(COUNTRIES)' \
		"Release=$$({ cat template.yaml target/lambda/*/bootstrap; find layers/country -type f -exec cat {} +; \
			echo '$(ARCH) $(COUNTRIES)' $(PARAMETERS); } | git hash-object --stdin)" $(PARAMETERS)

validate: ## Check template.yaml with sam, cfn-lint and checkov, and openapi.yaml with redocly.
	@scripts/install-tools deploy lint docs
	@scripts/validate-template
	@scripts/openapi check

openapi: ## One file of all that openapi.yaml refers to, for tools and for /docs: target/openapi.yaml
	@scripts/install-tools docs
	@scripts/openapi bundle .tools/docs/openapi.json
	@scripts/openapi bundle target/openapi.yaml
	@echo target/openapi.yaml

audit: ## Check what is linked against the advisories of RustSec, which are fetched.
	@scripts/install-tools lint
	.tools/lint/bin/cargo-deny check advisories

clean-local: ## Forget the users, projects and keys of `make dev`: DATA=.local
	rm -rf -- '$(DATA)'
