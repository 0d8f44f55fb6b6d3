# Tests, fuzzing, pictures, measuring. `make test` ends with prove's summary; ./check installs first.
UNITS_ASAN := $(patsubst tests/unit/%.c,build/asan/unit/%,$(wildcard tests/unit/*_test.c))
FUZZ := $(patsubst tests/fuzz/%_fuzz.c,build/fuzz/%,$(wildcard tests/fuzz/*_fuzz.c))
SCRIPTS := $(sort $(wildcard tests/house/*_test.sh tests/tools/*_test.sh tests/tools/*_test.mjs \
  tests/fuzz/*_test.sh tests/e2e/*_test.mjs tests/fault/*_test.mjs tests/browser/*_test.mjs))
# Everything that touches the store, once more on PostgreSQL; audit_test looks at layout, which knows no store; disk_test is about a file, copy_test about both; server_test
# and failover_test choose theirs.
ON_PG := $(foreach d,$(B) build/asan,$(d)/unit/store_test $(d)/unit/practice_test $(d)/unit/adverse_test $(d)/unit/task_test $(d)/unit/upload_page_test) \
  $(filter-out tests/e2e/disk_test.mjs tests/e2e/copy_test.mjs tests/e2e/server_test.mjs,$(wildcard tests/e2e/*_test.mjs)) tests/fault/kill_test.mjs \
  $(filter-out tests/browser/audit_test.mjs,$(wildcard tests/browser/*_test.mjs))
PROVE := tests/with_pg prove --timer -e tests/run

CAMPAIGN := $(patsubst tests/campaign/%.c,$(B)/campaign/%,$(filter-out %world.c,$(wildcard tests/campaign/*.c)))

test: all units fuzz $(CAMPAIGN)
	@$(MAKE) --no-print-directory MODE=asan units
	$(PROVE) $(UNIT) $(UNITS_ASAN) $(CAMPAIGN) $(SCRIPTS) $(ON_PG:%=pg/%)

FUZZ_CFLAGS := -std=c17 -O1 -g -D_GNU_SOURCE -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -DBASE_FLOOR
build/fuzz/mktpl: tests/fuzz/mktpl_fuzz.c $(wildcard tools/mktpl*) tools/common.h
	@mkdir -p $(@D)
	$(call say,clang)clang $(FUZZ_CFLAGS) -o $@ $< -lsodium -lz

FUZZED := form cookie multipart
build/fuzz/%: tests/fuzz/%_fuzz.c $(wildcard src/base/*.[ch]) $(FUZZED:%=src/http/%.c) $(FUZZED:%=src/http/%.h) $(B)/see/http/.made
	@mkdir -p $(@D)
	$(call say,clang)clang $(FUZZ_CFLAGS) -include src/base/banned.h -I$(B)/see/http -o $@ $< $(FUZZED:%=src/http/%.c) \
	  $(wildcard src/base/*.c) -pthread -lsodium -lutf8proc

fuzz: $(FUZZ)

$(B)/campaign/%: tests/campaign/%.c $(wildcard tests/campaign/*world.c tests/campaign/*.h) $(ARCHIVES) $(B)/see/cli/.made
	@mkdir -p $(@D)
	$(call say,cc)$(CC) $(CFLAGS_ALL) -I$(B)/see/cli -I$(B)/seegen/cli -Itests -o $@ $< $(wildcard tests/campaign/*world.c) \
	  $(ARCHIVES) $(LIBS)

# The engine on simulated clients, beside the specification's figures. ./check runs a few of them.
campaign: $(CAMPAIGN)
	TONUS_CLIENTS=$${TONUS_CLIENTS-4000} $(B)/campaign/sbc
	TONUS_CLIENTS=$${TONUS_CLIENTS-600} $(B)/campaign/worsening
	TONUS_CLIENTS=$${TONUS_CLIENTS-1000} $(B)/campaign/pool
	TONUS_CLIENTS=$${TONUS_CLIENTS-1000} $(B)/campaign/decisions

build/bench/chart_sql: tests/bench/chart_sql.c $(ARCHIVES) $(B)/see/cli/.made
	@mkdir -p $(@D)
	$(call say,cc)$(CC) $(CFLAGS_ALL) -I$(B)/see/cli -I$(B)/seegen/cli -o $@ $< $(ARCHIVES) $(LIBS)

build/bench/evidence_ms: tests/bench/evidence.c $(B)/cli.a $(ARCHIVES) $(B)/see/cli/.made
	@mkdir -p $(@D)
	$(call say,cc)$(CC) $(CFLAGS_ALL) -I$(B)/see/cli -I$(B)/seegen/cli -o $@ $< $(B)/cli.a $(ARCHIVES) $(LIBS)

# Needs wrk, sqlite3 and jags; the first run makes a practice of 1.4 GB in build/bench.
bench: all build/bench/chart_sql build/bench/evidence_ms
	node tests/bench/bench.mjs
	tests/with_pg node tests/bench/stores.mjs
	node tests/bench/evidence.mjs

# The evidence engine beside JAGS; some minutes. Needs jags.
.PHONY: bench-evidence
bench-evidence: all build/bench/evidence_ms
	node tests/bench/evidence.mjs

screens: all
	node tests/browser/screens.mjs

# The long campaigns: more kills, ten minutes of fuzzing a target, everything under the sanitizers.
nightly: all units fuzz
	@$(MAKE) --no-print-directory MODE=asan all units
	@$(MAKE) --no-print-directory MODE=tsan all units
	TONUS_COPY_CLIENTS=20000 $(PROVE) tests/e2e/copy_test.mjs
	TONUS_ALL=1 $(PROVE) tests/tools/vignette_test.sh
	TONUS_FUZZ_S=600 TONUS_KILLS=1000 $(PROVE) tests/fuzz/*_test.sh tests/fault/*_test.mjs
	TONUS=build/asan/tonus $(PROVE) $(UNITS_ASAN) tests/e2e/*_test.mjs
	TONUS=build/tsan/tonus $(PROVE) $(UNITS_ASAN:build/asan/%=build/tsan/%) tests/e2e/*_test.mjs
	@$(MAKE) --no-print-directory campaign

# Places to look at, not a gate.
lint:
	-@pmccabe $(wildcard src/*/*.c tools/*.c) | awk '$$1 > 10 || $$5 > 50 {print $$1, $$5, $$6, $$7}' | sort -rn
	-@cppcheck --quiet --enable=warning,performance,portability --suppress=missingIncludeSystem \
	  --inline-suppr -DBASE_FLOOR -D_GNU_SOURCE -Isrc -I$(G) src
	-@clang-format --dry-run $(wildcard src/*/*.[ch]) 2>&1 | grep -c warning: | sed 's/$$/ places that clang-format would lay out otherwise/'
