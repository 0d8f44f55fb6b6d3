# Tonus. `make` builds build/release/tonus; `make help` lists the rest.
MODE ?= release
CC ?= cc
B := build/$(MODE)
G := build/gen
T := build/tools
prefix ?= /usr/local
NPM ?= npm

# A line a file; the whole commands with V=1.
say = $(if $(V),,@printf '  %-8s %s\n' $(1) $(@:build/%=%);)

PKGS := libmicrohttpd sqlite3 libpq libsodium libutf8proc pangocairo libqrencode json-c
CFLAGS_WARN := -std=c17 -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow \
  -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 -Wundef -Wcast-qual -Wswitch-enum \
  -Wdouble-promotion -Wnull-dereference -Werror
CFLAGS_HARD := -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection -fPIE
CFLAGS_release := -O2 -g $(CFLAGS_HARD)
CFLAGS_asan := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -DARENA_BLOCKS
CFLAGS_tsan := -O1 -g -fsanitize=thread -DARENA_BLOCKS
CFLAGS_cov := -O0 -g --coverage
LDFLAGS_release := -pie -Wl,-z,relro,-z,now,-z,noexecstack
LDFLAGS_asan := -fsanitize=address,undefined
LDFLAGS_tsan := -fsanitize=thread
LDFLAGS_cov := --coverage
CFLAGS_ALL := $(CFLAGS_WARN) $(CFLAGS_$(MODE)) -D_GNU_SOURCE -pthread $(shell pkg-config --cflags $(PKGS))
LIBS := $(LDFLAGS_$(MODE)) -pthread $(shell pkg-config --libs $(PKGS)) -lm

# The floors, lowest first, and what each may include besides itself.
FLOORS := base evidence http domain store practice web api cli
may_base :=
may_evidence := base
may_http := base
may_domain := evidence base
may_store := domain base
may_practice := store domain evidence base
may_web := practice http domain evidence base
may_api := practice http domain evidence base
may_cli := web api practice store domain evidence http base

WORDS_SQL := $(filter-out 0%,$(notdir $(wildcard sql/*.sql)))
WORDS_WEB := $(notdir $(basename $(wildcard src/web/*.html)))
GEN_store := $(G)/store/tables.c
GEN_web := $(WORDS_WEB:%=$(G)/web/%_html.c) $(G)/web/asset_data.c
GEN_domain := $(G)/domain/knowledge_data.c
GEN := $(GEN_store) $(GEN_web) $(GEN_domain)

.PHONY: all clean install help test check bench screens lint nightly campaign fuzz FORCE
.SECONDARY:
all: $(B)/tonus

# --- generators -------------------------------------------------------------------------------
$(T)/%: tools/%.c tools/common.h
	@mkdir -p $(@D)
	$(call say,cc)$(CC) $(filter-out -Wnull-dereference,$(CFLAGS_WARN)) -O1 -g -D_GNU_SOURCE -o $@ $< -lz -lsodium

$(T)/mktpl: $(wildcard tools/mktpl_*.h)
$(T)/mksql: $(wildcard tools/mksql_*.h)
$(T)/mkdata: $(wildcard tools/mkdata_*.h)

# Headers are named as targets too: what includes them is made anew in the same run.
$(GEN_store) $(WORDS_SQL:%.sql=$(G)/store/sql_%.h) &: $(T)/mksql $(wildcard sql/*.sql)
	@mkdir -p $(G)/store
	$(call say,mksql)$(T)/mksql $(G)/store $(sort $(wildcard sql/*.sql))

$(G)/web/%_html.c $(G)/web/%_html.h: src/web/%.html $(T)/mktpl
	@mkdir -p $(G)/web
	$(call say,mktpl)$(T)/mktpl $< $(G)/web/$*_html.c $(G)/web/$*_html.h

$(GEN_domain): $(T)/mkdata $(wildcard data/*.csv)
	@mkdir -p $(G)/domain
	$(call say,mkdata)$(T)/mkdata data $@

node_modules/.stamp: package-lock.json
	$(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $@

$(G)/asset/figure_%.svg: tools/figure.mjs data/figure_map.csv data/body_regions.csv node_modules/.stamp
	@mkdir -p $(G)/asset
	$(call say,node)node tools/figure.mjs $* $@

$(G)/asset/icons.svg: tools/icons.mjs assets/icons.txt node_modules/.stamp
	@mkdir -p $(G)/asset
	$(call say,node)node tools/icons.mjs assets/icons.txt $@

$(G)/asset/htmx.js: node_modules/.stamp
	@mkdir -p $(G)/asset
	cp node_modules/htmx.org/dist/htmx.min.js $@

ASSETS := $(sort $(wildcard assets/*.css assets/*.js assets/*.svg assets/*.webmanifest)) \
  $(G)/asset/figure_a.svg $(G)/asset/figure_b.svg $(G)/asset/icons.svg $(G)/asset/htmx.js
$(G)/web/asset_data.c $(G)/web/asset_paths.h &: $(T)/mkasset $(ASSETS)
	@mkdir -p $(G)/web
	$(call say,mkasset)$(T)/mkasset $(G)/web/asset_data.c $(G)/web/asset_paths.h $(ASSETS)

# --- floors: each sees through its own folder of links only what it may include ---------------
define floor
$(B)/see/$(1)/.made: Makefile
	@rm -rf $$(@D) $(B)/seegen/$(1) && mkdir -p $$(@D) $(B)/seegen/$(1)
	@for f in $(1) $$(may_$(1)); do ln -s $(CURDIR)/src/$$$$f $$(@D)/$$$$f; \
	  mkdir -p $(G)/$$$$f; ln -s $(CURDIR)/$(G)/$$$$f $(B)/seegen/$(1)/$$$$f; done; touch $$@
# What a .d file names by its link is what the generator writes.
$(B)/seegen/$(1)/%.h: $(G)/%.h ;
OBJ_$(1) := $(patsubst src/%.c,$(B)/%.o,$(wildcard src/$(1)/*.c)) $(patsubst $(G)/%.c,$(B)/gen/%.o,$(GEN_$(1)))
$(B)/$(1)/%.o: src/$(1)/%.c $(B)/see/$(1)/.made | $(GEN)
	@mkdir -p $$(@D)
	$$(call say,cc)$$(CC) $$(CFLAGS_ALL) $$(if $$(filter base,$(1)),-DBASE_FLOOR) -include src/base/banned.h \
	  -I$(B)/see/$(1) -I$(B)/seegen/$(1) -MMD -MP -c $$< -o $$@
$(B)/gen/$(1)/%.o: $(G)/$(1)/%.c $(B)/see/$(1)/.made | $(GEN)
	@mkdir -p $$(@D)
	$$(call say,cc)$$(CC) $$(CFLAGS_ALL) -Wno-overlength-strings -include src/base/banned.h \
	  -I$(B)/see/$(1) -I$(B)/seegen/$(1) -MMD -MP -c $$< -o $$@
$(B)/$(1).a: $$(OBJ_$(1))
	@rm -f $$@
	@$$(AR) rcs $$@ $$^
endef
$(foreach f,$(FLOORS),$(eval $(call floor,$(f))))

# GLib's headers say malloc and strlen: they are read before banned.h, the source after it.
$(B)/practice/letter_pdf.o $(B)/practice/letter_lay.o: private CFLAGS_ALL += -include pango/pangocairo.h

# Loops over eight states want to be unrolled; a square root of lanes needs no errno.
$(foreach w,portable avx2 avx512,$(B)/evidence/lanes_$(w).o): private CFLAGS_ALL += -O3 -fno-math-errno

# Link order: highest floor first.
ARCHIVES := $(foreach f,web api practice store domain evidence http base,$(B)/$(f).a)
$(B)/tonus: $(OBJ_cli) $(ARCHIVES)
	$(call say,link)$(CC) -o $@ $(OBJ_cli) $(ARCHIVES) $(LIBS)

# --- tests ------------------------------------------------------------------------------------
UNIT := $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/*_test.c))
$(B)/unit/%: tests/unit/%.c $(ARCHIVES) $(B)/see/cli/.made
	@mkdir -p $(@D)
	$(call say,cc)$(CC) $(filter-out -Wmissing-prototypes,$(CFLAGS_ALL)) -I$(B)/see/cli -I$(B)/seegen/cli -MMD -MP \
	  -o $@ $< $(ARCHIVES) $(LIBS) -lcmocka
units: $(UNIT)

include $(wildcard tests/tests.mk)
-include $(shell find $(B) -name '*.d' 2>/dev/null)

install: all
	install -Dm755 $(B)/tonus $(DESTDIR)$(prefix)/bin/tonus
	install -Dm644 docs/tonus.1 $(DESTDIR)$(prefix)/share/man/man1/tonus.1

clean:
	rm -rf build

help:
	@echo 'make                 build/release/tonus'
	@echo 'make MODE=asan       the same with sanitizers (also tsan, cov)'
	@echo 'make test            every test (./check installs what they need first)'
	@echo 'make bench           measured ratios of one run'
	@echo 'make campaign        the evidence engine on simulated clients (part of make nightly)'
	@echo 'make screens         pictures of every page'
	@echo 'make lint            places to look at: long, tangled or suspicious code'
	@echo 'make install         prefix=$(prefix), DESTDIR='
