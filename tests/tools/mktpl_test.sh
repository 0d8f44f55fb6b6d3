#!/bin/sh
# The template compiler: what it must take, what it must refuse, and where it says so. Speaks TAP.
# Must never: leave anything outside its temporary folder; run from the root of the checkout.
# Read next: tests/tools/mktpl/right.html, wrong.html, compiler.html.
set -u
CC=${CC:-cc}
here=tests/tools/mktpl
tool=build/tools/mktpl
strict="-std=c17 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow
 -Wmissing-prototypes -Wcast-qual -Wdouble-promotion -Werror"
. tests/tap.sh

# split FILE FOLDER: each case as case000.html with its mark in case000.want.
split()
{
    mkdir -p "$2" && awk -v to="$2" '
        function finish() { if (file != "") { if (wrapped) print "{%end%}" > file; close(file) } }
        /^#[:!] / {
            finish()
            file = sprintf("%s/case%03d.html", to, cases++)
            want = file; sub(/html$/, "want", want)
            print substr($0, 4) > want; close(want)
            wrapped = substr($0, 2, 1) == ":"
            if (wrapped) print "{%page p(struct out *w, const struct view *v)%}" > file
            next
        }
        file != "" { print > file }
        END { finish() }' "$1"
}

compile_template()
{
    word=$(basename "$1" .html)
    "$tool" "$1" "$tmp/web/${word}_html.c" "$tmp/web/${word}_html.h"
}

# Generated C as strictly as the program is compiled.
compile_c()
{
    # shellcheck disable=SC2086
    "$CC" $strict -include src/base/banned.h -I"$tmp" -Isrc -c -o "$tmp/$1.o" "$tmp/web/$1_html.c"
}

# says TEMPLATE: does what was said name the template and line, and hold the fragment wanted?
says()
{
    read -r line fragment < "${1%html}want"
    grep -qF -- "$1:$line:" "$tmp/said" && grep -qF -- "$fragment" "$tmp/said"
}

# Nothing is left that make could take for made.
nothing_written()
{
    ! ls "$tmp"/web/case* > "$tmp/left" 2>&1
}

# What went wrong, as TAP comments, where the case failed.
explain()
{
    [ "$1" = 0 ] || sed 's/^/# /' "$2"
}

test_wrong()
{
    split $here/wrong.html "$tmp/wrong"
    for case in "$tmp"/wrong/*.html; do
        rm -f "$tmp"/web/case*
        compile_template "$case" 2> "$tmp/said"
        status=$?
        [ $status = 1 ] && says "$case" && nothing_written
        status=$?
        report $status "mktpl refuses: $(cat "${case%html}want")"
        explain $status "$tmp/said"
    done
}

test_compiler()
{
    split $here/compiler.html "$tmp/compiler"
    for case in "$tmp"/compiler/*.html; do
        word=$(basename "$case" .html)
        cp $here/right.h "$tmp/web/$word.h"
        compile_template "$case" && ! compile_c "$word" > "$tmp/said" 2>&1 && says "$case"
        status=$?
        report $status "cc refuses: $(cat "${case%html}want")"
        explain $status "$tmp/said"
    done
}

build_right()
{
    cp $here/right.h "$tmp/web/right.h" && compile_template $here/right.html && compile_c right &&
        "$CC" -std=gnu17 -D_GNU_SOURCE -DBASE_FLOOR -include src/base/banned.h -pthread \
            -I"$tmp" -Isrc -o "$tmp/right" $here/right.c "$tmp/right.o" \
            src/base/html.c src/base/out.c src/base/str.c src/base/arena.c src/base/fault.c \
            src/base/id.c src/base/crypt.c src/base/clock.c -lsodium -lm
}

test_right()
{
    build_right > "$tmp/said" 2>&1
    status=$?
    report $status "right.html compiles"
    explain $status "$tmp/said"
    [ $status = 0 ] || return
    "$tmp/right" > "$tmp/pages"
    report $? "right.html renders"
    while IFS= read -r line; do
        case $line in
        "ok "*) report 0 "${line#ok }" ;;
        "not ok "*) report 1 "${line#not ok }" ;;
        *) echo "# $line" ;;
        esac
    done < "$tmp/pages"
}

test_usage()
{
    "$tool" 2> "$tmp/said"
    [ $? = 1 ] && grep -q '^usage: ' "$tmp/said"
    report $? "usage without arguments"
    printf '{%%page p(struct out *w)%%}\0{%%end%%}' > "$tmp/nul.html"
    ! compile_template "$tmp/nul.html" 2> "$tmp/said" &&
        grep -q 'nul.html:1: a NUL byte' "$tmp/said"
    report $? "a NUL byte is refused"
    cp "$tmp/nul.html" "$tmp/a-b.html"
    ! compile_template "$tmp/a-b.html" 2> "$tmp/said" &&
        grep -q 'name templates word.html' "$tmp/said"
    report $? "a template's name must be a C word"
}

# One page longer than any string literal may be.
test_long()
{
    {
        echo '{%page p(struct out *w)%}<p>'
        awk 'BEGIN { for (i = 0; i < 2000; i++) print "line \"" i "\" ?? \\" }'
        echo '</p>{%end%}'
    } > "$tmp/long.html"
    echo '#include "base/out.h"' > "$tmp/web/long.h"
    compile_template "$tmp/long.html" && compile_c long > "$tmp/said" 2>&1
    status=$?
    report $status "a long page compiles"
    explain $status "$tmp/said"
}

if ! make -s $tool > "$tmp/said" 2>&1; then
    explain 1 "$tmp/said"
    echo "Bail out! no $tool"
    exit 1
fi
mkdir -p "$tmp/web"
printf '#define ASSET_TONUS_CSS "/a/1/tonus.css"\n#define ASSET_TONUS_JS "/a/2/tonus.js"\n' \
    > "$tmp/web/asset_paths.h"
test_usage
test_right
test_long
test_wrong
test_compiler
echo "1..$n"
