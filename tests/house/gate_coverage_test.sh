#!/bin/sh
# The gate's own tests take every branch of it, and show that every condition decides by itself
# (MC/DC). Speaks TAP.
# Must never: count a branch that only the rest of the program reaches.
# Read next: tests/unit/gate_test.c, src/domain/gate.c.
set -u
. tests/tap.sh
see=build/release/see gen=build/release/seegen
sources='src/domain/gate.c src/domain/gate_limits.c'

if ! command -v clang-19 > /dev/null || ! command -v llvm-cov-19 > /dev/null; then
    echo "1..0 # SKIP clang-19 and llvm-19 are not installed"
    exit 0
fi

run()
{
    for source in $sources; do
        clang-19 -std=c17 -O0 -g -D_GNU_SOURCE -fprofile-instr-generate -fcoverage-mapping \
            -fcoverage-mcdc -I$see/domain -I$gen/domain -c "$source" \
            -o "$tmp/$(basename "$source").o" || return
    done
    clang-19 -std=c17 -O0 -D_GNU_SOURCE -I$see/cli -I$gen/cli -c tests/unit/gate_test.c \
        -o "$tmp/test.o" &&
        clang-19 -fprofile-instr-generate "$tmp"/*.o build/release/domain.a \
            build/release/evidence.a build/release/base.a -lcmocka -lsodium -lutf8proc -lm \
            -o "$tmp/test" &&
        LLVM_PROFILE_FILE=$tmp/raw "$tmp/test" > /dev/null 2>&1 &&
        llvm-profdata-19 merge "$tmp/raw" -o "$tmp/profile"
}

# The lines of branches never taken; those inside STR_ARG are of the macro, not of the gate.
branches()
{
    for source in $sources; do
        llvm-cov-19 export --format=lcov "$tmp/test" -instr-profile="$tmp/profile" "$source" |
            awk -F '[:,]' '$1 == "BRDA" && ($5 == 0 || $5 == "-") {print $2}' | sort -un |
            while read -r line; do sed -n "${line}s|^|$source:$line: |p" "$source"; done |
            grep -v STR_ARG
    done
}

# The last two columns but one of the total: conditions, and those that never decided.
conditions()
{
    llvm-cov-19 report --show-mcdc-summary "$tmp/test" -instr-profile="$tmp/profile" $sources |
        awk '$1 == "TOTAL" {print $(NF - 2), $(NF - 1)}'
}

# Functions with a condition that never decided.
undecided()
{
    llvm-cov-19 show --show-mcdc "$tmp/test" -instr-profile="$tmp/profile" $sources |
        awk "/Decision Region/ {at = \$0} /not covered/ {print at; print}"
}

run > "$tmp/said" 2>&1
report $? "the gate's tests run with coverage"
branches > "$tmp/said"
[ ! -s "$tmp/said" ]
report $? "every branch is taken"
conditions > "$tmp/said"
read -r all missed < "$tmp/said"
[ "${all:-0}" -gt 80 ] && [ "${missed:-1}" = 0 ] || undecided >> "$tmp/said"
[ "${missed:-1}" = 0 ]
report $? "every condition decides by itself"
echo "1..$n"
