# evalx: build, test, install. `make help` lists the targets.
#
#   BUILD=DIR      where everything that is built goes (build)
#   VARIANT=NAME   release, debug, asan, coverage, mutant, analyze or fuzz: objects in BUILD/VARIANT; the programs of
#                  release stand in BUILD itself, those of the others in BUILD/VARIANT
#   PREFIX, DESTDIR  where `make install` puts things (/usr/local)
#
# Nothing asks pkg-config before a recipe runs: `make demo` and `make check` work on a machine that has only make.

VERSION := 0.1.0
BUILD   ?= build
# By one name only, however it is given: the compiler's lists of headers name their objects with it.
override BUILD := $(patsubst $(CURDIR)/%,%,$(abspath $(BUILD)))
VARIANT ?= release
PREFIX  ?= /usr/local
DESTDIR ?=
ifeq ($(origin CC),default)
CC := gcc
endif

OBJ := $(BUILD)/$(VARIANT)
BIN := $(if $(filter release,$(VARIANT)),$(BUILD),$(OBJ))

# --- Flags ---------------------------------------------------------------------------------------------------------

PACKAGES := libseccomp yaml-0.1 jansson
# Asked once, when the first recipe needs it.
PACKAGE_CFLAGS = $(eval PACKAGE_CFLAGS := $$(shell pkg-config --cflags $(PACKAGES)))$(PACKAGE_CFLAGS)
PACKAGE_LIBS   = $(eval PACKAGE_LIBS := $$(shell pkg-config --libs $(PACKAGES)))$(PACKAGE_LIBS)

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wformat=2 -Wstrict-prototypes \
  -Wmissing-prototypes -Wold-style-definition -Wwrite-strings -Wcast-qual -Wpointer-arith -Wundef -Wvla \
  -Wduplicated-cond -Wduplicated-branches -Wlogical-op -Wnull-dereference -Wswitch-enum -Wimplicit-fallthrough=5
ifeq ($(VARIANT),fuzz)
CC := clang
WARNINGS := -Wall -Wextra
endif
ifeq ($(CI),true)
WARNINGS += -Werror
endif

HARDENING := -O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection \
  -fcf-protection=full
LINK_HARDENING := -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed

VARIANT_release  := $(HARDENING)
VARIANT_debug    := -Og
VARIANT_asan     := -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
VARIANT_coverage := -Og --coverage -fprofile-update=atomic
# Tests switch off one defence of the sandbox at a time and see whether a specimen notices. Never installed.
VARIANT_mutant   := $(HARDENING) -DEVALX_MUTANTS
VARIANT_analyze  := -O2 -fanalyzer -Wno-analyzer-fd-leak
VARIANT_fuzz     := -O1 -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined
ifeq ($(origin VARIANT_$(VARIANT)),undefined)
$(error VARIANT=$(VARIANT): one of release, debug, asan, coverage, mutant, analyze, fuzz)
endif
VARIANT_LINK := $(filter -fsanitize=% --coverage,$(VARIANT_$(VARIANT)))

DEFINES  := -D_GNU_SOURCE -DEVALX_VERSION='"$(VERSION)"'
BASE_FLAGS := -std=gnu17 -g $(WARNINGS) $(DEFINES) -Isrc -MMD -MP
# The sandbox's helper is never sanitized: it runs between clone and exec, without a C library's comforts.
BOX_VARIANT := $(if $(filter mutant,$(VARIANT)),$(VARIANT_mutant),$(HARDENING))
COMPILE     = $(CC) $(BASE_FLAGS) -fPIE $(VARIANT_$(VARIANT)) -include base/banned.h $(PACKAGE_CFLAGS) \
  $(CPPFLAGS) $(CFLAGS)
COMPILE_BOX = $(CC) $(BASE_FLAGS) -fPIE $(BOX_VARIANT) -include base/banned.h $(CPPFLAGS) $(CFLAGS)
# What Criterion's macros do is not ours to warn about.
COMPILE_TEST = $(CC) $(BASE_FLAGS) -Itests -fPIE $(VARIANT_$(VARIANT)) -Wno-pedantic -Wno-missing-prototypes -Wno-undef \
  -Wno-null-dereference $(PACKAGE_CFLAGS) $(CPPFLAGS) $(CFLAGS)
LINK = $(CC) -pie $(VARIANT_LINK) $(LINK_HARDENING) $(LDFLAGS)
LIBS = $(PACKAGE_LIBS) -lm -pthread -ldl

# Of evalx-service alone: evalx itself starts without them.
SERVICE_PACKAGES := libmicrohttpd libcurl hiredis
SERVICE_LIBS = $(eval SERVICE_LIBS := $$(SERVICE_LIBS_SSL) $$(shell pkg-config --libs $(SERVICE_PACKAGES)))$(SERVICE_LIBS)

# TLS to Redis where hiredis has it (1.x; not Debian 12's 0.14).
HIREDIS_SSL = $(eval HIREDIS_SSL := $$(shell pkg-config --exists hiredis_ssl && echo yes))$(HIREDIS_SSL)
SERVICE_LIBS_SSL = $(if $(HIREDIS_SSL),$(shell pkg-config --libs hiredis_ssl))
$(OBJ)/queue/%.o: CPPFLAGS += $(if $(HIREDIS_SSL),-DEVALX_HIREDIS_SSL)
$(OBJ)/tests/queue/%.o: CPPFLAGS += $(if $(HIREDIS_SSL),-DEVALX_HIREDIS_SSL)

# --- Files ---------------------------------------------------------------------------------------------------------

SERVICE_SRC := $(wildcard src/serve/*.c src/queue/*.c src/cli/service_run*.c)
LIB_SRC := $(filter-out src/cli/main.c $(SERVICE_SRC),$(wildcard src/*/*.c))
BOX_SRC := $(wildcard src/sandbox/inside/*.c src/sandbox/wire.c src/sandbox/counter.c)
UNIT_SRC    := $(wildcard tests/unit/*/test_*.c)
SYSTEM_SRC  := $(wildcard tests/system/test_*.c)
QUEUE_SRC   := $(wildcard tests/queue/test_*.c tests/fault/test_*.c)
SHIM := $(OBJ)/tests/fault/shim.so
QUEUE_SUPPORT := $(filter-out $(QUEUE_SRC) tests/fault/shim.c,$(wildcard tests/queue/*.c tests/fault/*.c))
FUZZ_SRC    := $(wildcard tests/fuzz/fuzz_*.c)
SUPPORT_SRC := $(wildcard tests/support/*.c)

LIB_OBJ := $(LIB_SRC:src/%.c=$(OBJ)/%.o)
SERVICE_OBJ := $(SERVICE_SRC:src/%.c=$(OBJ)/%.o)
BOX_OBJ := $(BOX_SRC:src/%.c=$(OBJ)/box/%.o)
SUPPORT_OBJ := $(SUPPORT_SRC:%.c=$(OBJ)/%.o)
TEST_PROGRAMS := $(UNIT_SRC:%.c=$(OBJ)/%) $(SYSTEM_SRC:%.c=$(OBJ)/%)
QUEUE_PROGRAMS := $(QUEUE_SRC:%.c=$(OBJ)/%)
FUZZ_PROGRAMS := $(FUZZ_SRC:%.c=$(OBJ)/%)
REPLAYS  := $(patsubst tests/fuzz/corpus/fuzz_%,$(OBJ)/tests/fuzz/replay_%,$(wildcard tests/fuzz/corpus/fuzz_*))
PROGRAMS := $(BIN)/evalx $(BIN)/evalx-service $(BIN)/evalx-box $(addprefix $(BIN)/,langs.yaml langs-check.yaml hints.yaml)
C_FILES  := $(wildcard $(addsuffix .[ch],src/*/* src/*/*/* tests/unit/*/* tests/system/* tests/queue/* tests/fault/* tests/support/* \
  tests/fuzz/* bench/*))
MAN_PAGES := $(wildcard man/*.[1-8])

# --- Build ---------------------------------------------------------------------------------------------------------

all: $(PROGRAMS) ## build evalx (the default)

tests: $(TEST_PROGRAMS) $(QUEUE_PROGRAMS) $(SHIM) $(REPLAYS) ## build the test programs

queue-tests: $(QUEUE_PROGRAMS) $(SHIM)

# A file that changes only when the flags do: everything compiled depends on it.
$(OBJ)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(subst ','\'',$(COMPILE) | $(COMPILE_BOX) | $(COMPILE_TEST) | $(LINK) | $(SERVICE_LIBS) $(LIBS))' > $@.new
	@cmp -s $@.new $@ && rm -f $@.new || mv -f $@.new $@

# A source that went away must leave the archive too.
$(OBJ)/sources: FORCE
	@mkdir -p $(@D)
	@echo '$(LIB_OBJ) $(SERVICE_OBJ) $(BOX_OBJ)' > $@.new
	@cmp -s $@.new $@ && rm -f $@.new || mv -f $@.new $@

$(OBJ)/%.o: src/%.c $(OBJ)/flags
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -c -o $@ $<

# Their texts are part of the program.
$(OBJ)/queue/script.o: $(wildcard src/queue/lua/*.lua)
$(OBJ)/serve/page.o: $(wildcard src/serve/page/*)
$(OBJ)/lang/precompile.o: $(OBJ)/lang/plugin/instantiate.so
$(OBJ)/lang/precompile.o: CPPFLAGS += -DEVALX_PLUGIN='"$(OBJ)/lang/plugin/instantiate.so"'

# A plugin of GCC, which evalx takes into the box. Nothing but what the compiler itself exports; the same bytes each time.
$(OBJ)/lang/plugin/%.so: src/lang/plugin/%.c $(OBJ)/flags
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu17 $(WARNINGS) -O2 -fPIC -shared -nostdlib -s -Wl,-z,now,-z,noexecstack,--build-id=none -o $@ $<

$(OBJ)/box/%.o: src/%.c $(OBJ)/flags
	@mkdir -p $(@D)
	$(Q)$(COMPILE_BOX) -c -o $@ $<

$(OBJ)/tests/%.o: tests/%.c $(OBJ)/flags
	@mkdir -p $(@D)
	$(Q)$(COMPILE_TEST) -c -o $@ $<

$(OBJ)/libevalx.a: $(LIB_OBJ) $(OBJ)/sources
	@rm -f $@
	$(Q)$(AR) rcs $@ $(LIB_OBJ)

$(OBJ)/libservice.a: $(SERVICE_OBJ) $(OBJ)/sources
	@rm -f $@
	$(Q)$(AR) rcs $@ $(SERVICE_OBJ)

$(BIN)/evalx: $(OBJ)/cli/main.o $(OBJ)/libevalx.a
	$(Q)$(LINK) -o $@ $^ $(LIBS)

# The same commands. What evalx hands over to this program (service_exec.o) is done here (service_run.o).
$(BIN)/evalx-service: $(OBJ)/cli/main.o $(filter $(OBJ)/cli/%,$(SERVICE_OBJ)) $(OBJ)/libservice.a $(OBJ)/libevalx.a
	$(Q)$(LINK) -o $@ $^ $(SERVICE_LIBS) $(LIBS)

$(BIN)/evalx-box: $(BOX_OBJ) $(OBJ)/sources
	$(Q)$(CC) -static-pie $(LINK_HARDENING) $(LDFLAGS) -o $@ $(BOX_OBJ)

# evalx looks beside itself first, wherever BUILD is.
$(BIN)/%.yaml: %.yaml
	@ln -sf '$(abspath $<)' $@
$(BIN)/%.yaml: src/cli/%.yaml
	@ln -sf '$(abspath $<)' $@

$(TEST_PROGRAMS): %: %.o $(SUPPORT_OBJ) $(OBJ)/libservice.a $(OBJ)/libevalx.a
	$(Q)$(LINK) -o $@ $^ -lcriterion $(SERVICE_LIBS) $(LIBS)

# Programs with a main of their own.
$(QUEUE_PROGRAMS): %: %.o $(QUEUE_SUPPORT:%.c=$(OBJ)/%.o) $(SUPPORT_OBJ) $(OBJ)/libservice.a $(OBJ)/libevalx.a
	$(Q)$(LINK) -o $@ $^ $(SERVICE_LIBS) $(LIBS)

# Preloaded into programs under test, so that it is never sanitized itself.
$(SHIM): tests/fault/shim.c $(OBJ)/flags
	@mkdir -p $(@D)
	$(Q)$(CC) $(BASE_FLAGS) -O2 -fPIC -shared $(CPPFLAGS) $(CFLAGS) -o $@ $<

# The same targets over what is in their corpora, without a fuzzer.
$(REPLAYS): $(OBJ)/tests/fuzz/replay_%: $(OBJ)/tests/fuzz/fuzz_%.o $(OBJ)/tests/fuzz/replay.o $(OBJ)/libservice.a $(OBJ)/libevalx.a
	$(Q)$(LINK) -o $@ $^ $(SERVICE_LIBS) $(LIBS)

$(FUZZ_PROGRAMS): %: %.o $(OBJ)/libservice.a $(OBJ)/libevalx.a
	$(Q)$(LINK) -fsanitize=fuzzer -o $@ $^ $(SERVICE_LIBS) $(LIBS)

# `make V=1` shows the commands.
ifeq ($(V),)
Q = @printf '  %s\n' '$@';
endif

-include $(wildcard $(OBJ)/*/*.d $(OBJ)/*/*/*.d $(OBJ)/*/*/*/*.d)

# --- Try and test --------------------------------------------------------------------------------------------------

RUN_SUITES = BUILD='$(BUILD)' VARIANT='$(VARIANT)' MAKE='$(MAKE)' tests/tools/run-suites

demo: ## install what is missing, build, judge the example problem
	tests/tools/install-deps build run
	+$(MAKE) --no-print-directory all
	BUILD='$(BUILD)' tests/tools/demo

check: ## install what is missing, build, run every test; ends with the count
	tests/tools/install-deps build run check
	+$(RUN_SUITES) build lint unit queue cli serve system vm

check-langs: all ## install every language that Debian has, compile and run small programs in each (half an hour)
	tests/tools/check-langs $(BIN)/evalx

test-unit: ## unit tests (Criterion)
	+$(RUN_SUITES) build unit

test-cli: ## the command line, as scripts see it
	+$(RUN_SUITES) build cli

test-serve: ## the judging service over HTTP
	+$(RUN_SUITES) build serve

test-system: ## the sandbox with real programs; as root it runs in a PID namespace of its own
	+$(RUN_SUITES) build system

test-queue: ## the queue in Redis, with servers of the tests' own
	+$(RUN_SUITES) build queue

FAULT_SEEDS ?= 5
FAULT_JOBS ?= 2000
# Programs tell "not ok" by themselves: the catalogue reads it, and says what was not run.
check-faults: all queue-tests ## every fault of queue and service at length, FAULT_SEEDS (5) times (an hour and more)
	+$(MAKE) --no-print-directory VARIANT=mutant all queue-tests
	for seed in $$(seq $(FAULT_SEEDS)); do export EVALX_FAULT_LONG=1 EVALX_FAULT_JOBS=$(FAULT_JOBS) EVALX_FAULT_SEED=$$((seed * 7919)); \
	  $(OBJ)/tests/fault/test_redis; BUILD='$(BUILD)' EVALX='$(BIN)/evalx' tests/fault/service_faults.sh; \
	  $(OBJ)/tests/queue/test_model $$EVALX_FAULT_SEED 20000; done | tee '$(BUILD)'/faults.log
	{ BUILD='$(BUILD)' tests/queue/mutants.sh; BUILD='$(BUILD)' tests/fault/mutants.sh; } | tee '$(BUILD)'/faults-mutants.log
	python3 tests/fault/catalogue.py '$(BUILD)'/faults.log '$(BUILD)'/faults-mutants.log

test-vm: ## system tests on a kernel with cgroup v2, emulated by qemu (five minutes)
	+$(RUN_SUITES) build vm

lint: ## layers, library fence, sizes, headers, formatting, scripts, manual pages
	+$(RUN_SUITES) lint

asan: ## unit and system tests under AddressSanitizer and UBSan
	+$(MAKE) --no-print-directory VARIANT=asan test-asan

test-asan:
	+$(RUN_SUITES) build unit cli system

coverage: ## line coverage of the unit and cli tests: BUILD/coverage/coverage.txt
	+$(MAKE) --no-print-directory VARIANT=coverage test-coverage

test-coverage:
	+-$(RUN_SUITES) build unit cli
	gcovr --root . --object-directory $(OBJ) --filter src/ --txt $(OBJ)/coverage.txt $(OBJ)
	@tail -n 4 $(OBJ)/coverage.txt

FUZZ_SECONDS ?= 30
fuzz: ## libFuzzer on every reader of outside bytes, FUZZ_SECONDS (30) each
	+$(MAKE) --no-print-directory VARIANT=fuzz fuzz-programs
	for target in $(FUZZ_SRC:tests/fuzz/%.c=%); do \
	  mkdir -p '$(BUILD)'/corpus/$$target && '$(BUILD)'/fuzz/tests/fuzz/$$target -max_total_time=$(FUZZ_SECONDS) \
	    -artifact_prefix='$(BUILD)'/fuzz/$$target- '$(BUILD)'/corpus/$$target tests/fuzz/corpus/$$target || exit 1; done

fuzz-programs: $(FUZZ_PROGRAMS)

analyze: ## gcc -fanalyzer and clang-tidy
	+$(MAKE) --no-print-directory VARIANT=analyze $(LIB_SRC:src/%.c=$(BUILD)/analyze/%.o) $(SERVICE_SRC:src/%.c=$(BUILD)/analyze/%.o)
	@# one file at a time: the analyzer of clang 14 mistakes va_list from the second file on
	printf '%s\n' $(LIB_SRC) $(SERVICE_SRC) $(BOX_SRC) | xargs -P 2 -I{} clang-tidy --quiet {} -- -std=gnu17 $(DEFINES) -Isrc

format: ## clang-format every C file in place
	clang-format -i $(C_FILES)

BENCH = BUILD='$(BUILD)' LIBS='$(LIBS)' SERVICE_LIBS='$(SERVICE_LIBS)' bench/run
bench: all ## the performance targets, as tab-separated rows
	$(BENCH)

bench-quick: all ## the main ones with few rounds, within a minute
	$(BENCH) --quick

bench-batch: all ## many submissions at once; BENCH_SUBMISSIONS="20 100 1000"
	$(BENCH) --batch

bench-queue: all ## the service: Redis, workers, kills; BENCH_QUEUED=200 BENCH_KILLS=1
	$(BENCH) --queue

bench-load: all ## the service under load; LOAD_SUBMISSIONS=200
	$(BENCH) --load

# --- Install -------------------------------------------------------------------------------------------------------

TREE = $(DESTDIR)$(PREFIX)
INSTALLED_PAGE = $(TREE)/share/man/man$(subst .,,$(suffix $(1)))/$(notdir $(1))
COMPLETION_bash := share/bash-completion/completions/evalx
COMPLETION_zsh  := share/zsh/site-functions/_evalx
COMPLETION_fish := share/fish/vendor_completions.d/evalx.fish
COMPLETIONS := $(foreach shell,bash zsh fish,$(if $(wildcard completions/evalx.$(shell)),$(shell)))

install: all ## install under PREFIX (/usr/local), below DESTDIR
	install -D -m 755 $(BIN)/evalx '$(TREE)/bin/evalx'
	install -D -m 755 $(BIN)/evalx-service '$(TREE)/libexec/evalx/evalx-service'
	install -D -m 755 $(BIN)/evalx-box '$(TREE)/libexec/evalx/evalx-box'
	install -D -m 644 langs.yaml '$(TREE)/share/evalx/langs.yaml'
	install -D -m 644 src/cli/langs-check.yaml '$(TREE)/share/evalx/langs-check.yaml'
	install -D -m 644 hints.yaml '$(TREE)/share/evalx/hints.yaml'
	$(foreach page,$(MAN_PAGES),install -D -m 644 $(page) '$(call INSTALLED_PAGE,$(page))' &&) true
	$(foreach shell,$(COMPLETIONS),install -D -m 644 completions/evalx.$(shell) '$(TREE)/$(COMPLETION_$(shell))' &&) true

uninstall: ## remove what install put there
	rm -f '$(TREE)/bin/evalx'
	rm -rf '$(TREE)/libexec/evalx' '$(TREE)/share/evalx'
	rm -f $(foreach page,$(MAN_PAGES),'$(call INSTALLED_PAGE,$(page))')
	rm -f $(foreach shell,$(COMPLETIONS),'$(TREE)/$(COMPLETION_$(shell))')

clean: ## remove everything that was built
	rm -rf '$(BUILD)'

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

FORCE:
.SECONDARY:
.DELETE_ON_ERROR:
.PHONY: all tests queue-tests demo check check-langs test-unit test-queue check-faults test-cli test-serve test-system test-vm lint asan test-asan coverage test-coverage fuzz \
  fuzz-programs analyze format bench bench-quick bench-batch bench-queue bench-load install uninstall clean help FORCE
.DEFAULT_GOAL := all
