#!/bin/sh
# The data generator: the clinical data passes, each kind of wrong row is refused where it stands.
# Speaks TAP.
# Must never: change data/; run from the root of the checkout.
# Read next: tests/tools/mkdata/wrong.txt, tools/mkdata_check.h.
set -u
CC=${CC:-cc}
tool=${MKDATA:-build/tools/mkdata}
. tests/tap.sh

fresh()
{
    rm -rf "$tmp/data" "$tmp/out.c" && mkdir "$tmp/data" && cp data/*.csv "$tmp/data/" &&
        chmod u+w "$tmp/data"/*.csv
}

generate()
{
    "$tool" "$tmp/data" "$tmp/out.c" > "$tmp/said" 2>&1
}

compile()
{
    "$CC" -std=c17 -Wall -Wextra -Wpedantic -Wconversion -Wdouble-promotion -Werror \
        -Wno-overlength-strings -Isrc -c -o "$tmp/out.o" "$tmp/out.c" > "$tmp/said" 2>&1
}

# holds WORDS: in the C that was written.
holds()
{
    cp "$tmp/out.c" "$tmp/said"
    grep -qF -- "$1" "$tmp/out.c"
}

test_right()
{
    fresh && generate && compile
    report $? "the data of this checkout passes and compiles"
    [ "$(grep -c 'view = VIEW_' "$tmp/out.c")" = "$(($(wc -l < data/body_regions.csv) - 1))" ]
    report $? "every region is there"
    cp "$tmp/out.c" "$tmp/first.c" && generate && cmp -s "$tmp/first.c" "$tmp/out.c"
    report $? "the same data gives the same C"
}

# What RFC 4180 allows, and what C must escape.
test_csv()
{
    fresh && sed -i '2s/.*/skin,"a ""b"", \\c?","two\nlines",/' "$tmp/data/tissues.csv" &&
        generate && compile && holds '.label = "a \"b\", \\c?", .note = "two\nlines"'
    report $? "quotes, commas, line breaks and backslashes come through"
    fresh && sed -i 's/$/\r/' "$tmp/data/tissues.csv" && generate && cmp -s "$tmp/first.c" "$tmp/out.c"
    report $? "lines may end in CR LF"
    fresh && printf %s "$(cat data/tissues.csv)" > "$tmp/data/tissues.csv" && generate &&
        cmp -s "$tmp/first.c" "$tmp/out.c"
    report $? "the last line may lack its end"
    fresh && printf 'x\0y\n' >> "$tmp/data/tissues.csv" && ! generate && grep -q NUL "$tmp/said"
    report $? "a NUL byte is refused"
    fresh && awk -F, -v OFS=, 'NR == 1 { print "note,code,label" }
        NR > 1 { print "n", $1, "l " $1 }' data/tissues.csv > "$tmp/data/tissues.csv" && generate &&
        holds '.code = "skin", .label = "l skin", .note = "n"'
    report $? "columns are found by name, not by place"
}

# wrong.txt: FILE ~ sed script ~ FILE:PATTERN of the row to be named ~ words to be said.
test_wrong()
{
    while IFS='~' read -r file script at words; do
        case $file in '' | '#'*) continue ;; esac
        fresh && sed -i "$script" "$tmp/data/$file.csv"
        ! cmp -s "data/$file.csv" "$tmp/data/$file.csv" &&
            line=$(grep -n "${at#*:}" "$tmp/data/${at%%:*}.csv" | sed -n '1s/:.*//p') &&
            { generate; [ $? = 1 ]; } && [ ! -e "$tmp/out.c" ] &&
            grep -qF -- "$tmp/data/${at%%:*}.csv:$line: " "$tmp/said" &&
            grep -qF -- "$words" "$tmp/said"
        report $? "refused in $file: $words"
    done < tests/tools/mkdata/wrong.txt
}

# What stood there before is neither touched nor half written when the data is wrong.
test_untouched()
{
    fresh && echo before > "$tmp/out.c" && sed -i '/^effleurage,/s/technique/tecnique/' \
        "$tmp/data/techniques.csv" && ! generate && [ "$(cat "$tmp/out.c")" = before ]
    report $? "wrong data leaves the output alone"
    fresh && sed -i "/^whole_person,7,/d" "$tmp/data/claims.csv" && ! generate &&
        grep -qF "claims.csv: benefit 7 has no claim" "$tmp/said"
    report $? "a benefit without a claim is named"
    fresh && sed -i '/^,emergency,/d' "$tmp/data/contacts.csv" && ! generate &&
        grep -qF "contacts.csv: no emergency row for where no country is known" "$tmp/said"
    report $? "a missing emergency number of last resort is named"
    fresh && rm "$tmp/data/muscles.csv" && ! generate && grep -qF "muscles.csv: cannot" "$tmp/said"
    report $? "a missing file is named"
    ! "$tool" > "$tmp/said" 2>&1 && grep -q '^usage: mkdata' "$tmp/said"
    report $? "how it is called is said"
}

test_right
test_csv
test_wrong
test_untouched
echo "1..$n"
