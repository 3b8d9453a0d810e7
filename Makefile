# The commands of every day; `make help` lists them. CMake does the building, this file only names it.
PRESET  ?= release
ARGS    ?=
TARGETS ?= all
BIN      = build/$(PRESET)/snowglobe

FUZZ_SECONDS ?= 60

.PHONY: help build run package package-test image-test test dbt-test gosnowflake-test cli-test large-test unit bench bench-page asan-test tsan-test fuzz docs lint format clean setup

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 20

setup: ## install and fetch what a build needs, where it is missing
	@tools/setup.sh build

# One build at a time in a folder: ninja has no lock of its own.
define build_targets
	@mkdir -p build
	@flock build/$(1).lock sh -c 'set -e; [ -f build/$(1)/build.ninja ] || cmake --preset $(1) -Wno-dev; \
	  cmake --build --preset $(1) --target $(2)'
endef

build: setup ## build/release/snowglobe (PRESET=asan: another preset; TARGETS='sg_sql test_lexer': parts)
	$(call build_targets,$(PRESET),$(TARGETS))

run: build ## serve ./data at http://127.0.0.1:8084 and https://127.0.0.1:8443
	@exec $(BIN) serve --data ./data $(ARGS)

package: ## the Debian package and a tarball, in build/package
	@tools/setup.sh package
	$(call build_targets,$(PRESET),$(TARGETS))
	@tools/package.sh build/$(PRESET) build/package

package-test: ## install, run and purge the package in Debian from scratch (needs root; `make test` does it on this system's files)
	@tools/setup.sh test
	@tools/setup.sh image
	$(call build_targets,$(PRESET),$(TARGETS))
	@SNOWGLOBE_BIN=build/$(PRESET)/snowglobe PACKAGE_TEST=debootstrap deps/venv-py46/bin/python -m pytest -q tests/packaging $(ARGS)

image-test: ## build the image and run it as compose and Kubernetes do, and the service by systemd (needs root; a quarter of an hour)
	@tools/setup.sh test
	@tools/setup.sh image
	@tools/image.sh build/image deps/venv-py46/bin/python -m pytest -q tests/image $(ARGS)

unit: setup ## the C tests alone
	$(call build_targets,$(PRESET),all unit_tests)
	@ctest --preset $(PRESET) $(ARGS)

test: ## every test: C, the clients of three connector versions, the system, a minute of fuzzing
	@tools/setup.sh test
	@tools/setup.sh fuzz
	$(call build_targets,$(PRESET),all unit_tests)
	@python3 tools/run_tests.py --preset $(PRESET) $(ARGS)

dbt-test: ## all functional tests of dbt-snowflake (half an hour; `make test` has the best of them)
	@tools/setup.sh test
	$(call build_targets,$(PRESET),$(TARGETS))
	@mkdir -p build/$(PRESET)/reports
	@SNOWGLOBE_BIN=build/$(PRESET)/snowglobe deps/venv-py46/bin/python tests/clients/run_driver.py dbt-whole \
	  build/$(PRESET)/reports/suite-dbt-whole.xml

gosnowflake-test: ## gosnowflake's own tests of its older version (three minutes; `make test` has the newer)
	@$(MAKE) --no-print-directory test ARGS='--suite suite-gosnowflake'

cli-test: ## Snowflake CLI's own tests of SQL, stages, objects and connections (six minutes)
	@$(MAKE) --no-print-directory test ARGS='--suite suite-cli'

large-test: ## COPY of files of 5 GB in bounded memory (ten minutes and 6 GB of disk)
	@tools/setup.sh test
	$(call build_targets,$(PRESET),$(TARGETS))
	@SNOWGLOBE_BIN=build/$(PRESET)/snowglobe deps/venv-py46/bin/python -m pytest -q -s tests/large $(ARGS)

asan-test: ## C and client tests under the address and undefined behaviour sanitizers
	@tools/setup.sh test
	$(call build_targets,asan,all unit_tests)
	@python3 tools/run_tests.py --preset asan --suite unit --suite clients-py46 --suite wire \
	  --suite system $(ARGS)

tsan-test: ## C tests and those of many sessions at once under the thread sanitizer
	@tools/setup.sh test
	$(call build_targets,tsan,all unit_tests)
	@python3 tools/run_tests.py --preset tsan --suite unit --suite clients-py46 --suite wire \
	  --suite system -k 'not tpch and not crash and not ten_million' $(ARGS)

fuzz: ## each libFuzzer target for FUZZ_SECONDS (TARGETS='fuzz_parse fuzz_bind': those)
	@tools/setup.sh fuzz
	$(call build_targets,fuzz,fuzz_targets)
	@tools/fuzz.sh $(FUZZ_SECONDS) $(filter fuzz_%,$(TARGETS))

bench: ## measure beside the floor and raw DuckDB (ARGS='--quick select point': parts)
	@tools/setup.sh test
	$(call build_targets,$(PRESET),all bench_tools)
	@deps/venv-py46/bin/python bench/bench.py --build build/$(PRESET) $(ARGS)

bench-page: ## write docs/performance.md from the last whole run of make bench
	@deps/venv-py46/bin/python bench/page.py

docs: build ## write docs/sql.md, docs/coverage.md, docs/api.md and README's table of options from the program's tables
	@python3 tools/docs.py write $(BIN)

lint: setup ## layout of the code and cppcheck
	@tools/setup.sh lint
	@tools/lint.sh

format: ## lay out src/ and tests/ by .clang-format
	@tools/setup.sh lint
	@find src tests -name '*.[ch]' -print0 | xargs -0 -r clang-format -i

clean: ## remove what was built (deps/ and data/ stay)
	rm -rf build
