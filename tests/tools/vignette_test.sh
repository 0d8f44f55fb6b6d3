#!/bin/sh
# Deleting a muscle's row from data/muscles.csv fails its vignette: worth_test runs on a copy of the
# data without that row. A few muscles from head to foot; all of them with TONUS_ALL=1. Speaks TAP.
# Must never: change data/; take what does not build for a vignette that fails; run from the root
# of the checkout, after `make all units`.
# Read next: tests/unit/worth_test.c, tests/golden/vignette.tsv.
set -u
CC=${CC:-cc}
tool=${MKDATA:-build/tools/mkdata}
floors=build/release
vignettes=tests/golden/vignette.tsv
. tests/tap.sh

compile() # SOURCE OBJECT
{
    "$CC" -std=c17 -D_GNU_SOURCE -pthread -Isrc -c -o "$2" "$1"
}

fresh()
{
    rm -rf "$tmp/data" "$tmp/knowledge.c" "$tmp/knowledge.o" "$tmp/worth_test" "$tmp/said" &&
        mkdir "$tmp/data" && cp data/*.csv "$tmp/data/"
}

# The knowledge stands before the archives: then the one in domain.a is not taken.
build()
{
    {
        "$tool" "$tmp/data" "$tmp/knowledge.c" && compile "$tmp/knowledge.c" "$tmp/knowledge.o" &&
            "$CC" -pthread -o "$tmp/worth_test" "$tmp/worth_test.o" "$tmp/knowledge.o" \
                "$floors/domain.a" "$floors/evidence.a" "$floors/base.a" \
                -lsodium -lutf8proc -lm -lcmocka
    } > "$tmp/said" 2>&1
}

run()
{
    CMOCKA_MESSAGE_OUTPUT=TAP "$tmp/worth_test" > "$tmp/said" 2>&1
}

# without MUSCLE: its row is gone, and itself from the rows that name it as their antagonist, for
# mkdata refuses those. Commas inside quotes part no cells.
without()
{
    rm -f "$tmp/data/muscles.csv" && awk -v id="$1" '
        BEGIN { FS = OFS = "\001" }
        {
            n = split($0, piece, "\"")
            line = ""
            for (i = 1; i <= n; i++) {
                if (i % 2)
                    gsub(",", OFS, piece[i])
                line = line (i > 1 ? "\"" : "") piece[i]
            }
            $0 = line
        }
        NR == 1 { for (i = 1; i <= NF; i++) if ($i == "antagonists") at = i }
        $1 == id { gone++; next }
        {
            list = ";" $at ";"
            sub(";" id ";", ";", list)
            $at = substr(list, 2, length(list) - 2)
            gsub(OFS, ",")
            print
        }
        END { exit gone != 1 }' data/muscles.csv > "$tmp/data/muscles.csv"
}

# Their muscles, from head to foot: all, or every tenth.
muscles()
{
    grep -v '^#' "$vignettes" | cut -f1 | awk -v all="${TONUS_ALL:-}" 'all || NR % 10 == 1'
}

# It was built and it ran to its end, but the vignette of this muscle fails, by name.
test_muscle()
{
    fresh && without "$1" && build && ! run && grep -q '^ok .*test_order' "$tmp/said" &&
        grep -q '^not ok .*test_vignettes' "$tmp/said" && grep -q "has no $1\$" "$tmp/said"
    report $? "without its row the vignette of $1 fails"
}

compile tests/unit/worth_test.c "$tmp/worth_test.o" && fresh && build && run
report $? "with all rows every vignette passes"
for muscle in $(muscles); do
    test_muscle "$muscle"
done
[ "$n" -gt 6 ]
report $? "the muscles were found in $vignettes"
echo "1..$n"
