# evalx: build, test, install. `make help` lists the targets.
VARIANT ?= release
BUILD ?= build/$(VARIANT)
PKGS := libseccomp yaml-0.1 jansson
CFLAGS_COMMON := -std=gnu17 -D_GNU_SOURCE -g -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wformat=2 \
  -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wwrite-strings -Wcast-qual -Wpointer-arith -Wundef -Wvla \
  -Wduplicated-cond -Wduplicated-branches -Wlogical-op -Wnull-dereference -Wswitch-enum -Wimplicit-fallthrough=5
CPPFLAGS += -Isrc -include base/banned.h -MMD -MP
HARDEN := -O2 -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fcf-protection=full
SRC := $(filter-out src/cli/main.c,$(wildcard src/*/*.c))
OBJ := $(SRC:src/%.c=$(BUILD)/%.o)
BOX_SRC := $(wildcard src/sandbox/inside/*.c)
BOX_OBJ := $(BOX_SRC:src/%.c=$(BUILD)/%.o)

all: $(BUILD)/evalx $(BUILD)/evalx-box
$(BUILD)/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_COMMON) $(HARDEN) -fPIE $(CPPFLAGS) $(CFLAGS) -c -o $@ $<
$(BUILD)/libevalx.a: $(OBJ)
	rm -f $@; $(AR) rcs $@ $^
$(BUILD)/evalx: $(BUILD)/cli/main.o $(BUILD)/libevalx.a
	$(CC) -pie -Wl,-z,relro,-z,now,-z,noexecstack -o $@ $^ $(shell pkg-config --libs $(PKGS)) -lm -pthread
$(BUILD)/evalx-box: $(BOX_OBJ)
	$(CC) -static-pie -Wl,-z,relro,-z,now,-z,noexecstack -o $@ $^
-include $(wildcard $(BUILD)/*/*.d $(BUILD)/*/*/*.d)
.PHONY: all
