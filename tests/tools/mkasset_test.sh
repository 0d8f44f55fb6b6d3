#!/bin/sh
# The asset generator: bytes come through whole, addresses follow the content. Speaks TAP.
# Must never: leave anything outside its temporary folder; run from the root of the checkout.
# Read next: tools/mkasset.c, src/web/asset.h.
set -u
CC=${CC:-cc}
tool=${MKASSET:-build/tools/mkasset}
. tests/tap.sh

generate()
{
    rm -f "$tmp/out.c" "$tmp/paths.h"
    "$tool" "$tmp/out.c" "$tmp/paths.h" "$@" > "$tmp/said" 2>&1
}

# refuses WORDS FILE...: exit 1, the words said, nothing written that make could take for made.
refuses()
{
    words=$1
    shift
    generate "$@"
    [ $? = 1 ] && grep -qF -- "$words" "$tmp/said" && [ ! -e "$tmp/out.c" ] && [ ! -e "$tmp/paths.h" ]
}

# All that is in the table, back as files: NAME, NAME.gz, and a line for each.
reader_write()
{
    cat > "$tmp/reader.c" <<'END'
#include <stdio.h>
#include <string.h>
#include "paths.h"
#include "web/asset.h"

static void keep(const char *name, const char *more, const unsigned char *p, size_t n)
{
    char path[300];
    snprintf(path, sizeof path, "back/%s%s", name, more);
    FILE *f = fopen(path, "wb");
    fwrite(p, 1, n, f);
    fclose(f);
}

int main(void)
{
    for (size_t i = 0; i < asset_count; i++) {
        const struct asset *a = &asset_all[i];
        printf("%s %s %s %s\n", a->name, a->path, a->etag, a->type);
        keep(a->name, "", a->plain, a->plain_n);
        keep(a->name, ".gz", a->gzip, a->gzip_n);
    }
    return strcmp(ASSET_ONE_TWO_3_CSS, asset_all[0].path);
}
END
}

# As strictly as the program is compiled.
compile()
{
    (cd "$tmp" && rm -rf back && mkdir back && "$CC" -std=c17 -Wall -Wextra -Wpedantic -Wconversion \
        -Wmissing-prototypes -Werror -Wno-overlength-strings -I. -I"$src" -o reader reader.c out.c) \
        > "$tmp/said" 2>&1
}

# Every byte, before digits and after; lines longer and shorter than those of the C.
files_write()
{
    mkdir "$tmp/in" "$tmp/other"
    printf '%s\n' 'a { content: "\201C??/" }' > "$tmp/in/one-two.3.css"
    LC_ALL=C awk 'BEGIN { for (i = 0; i < 256; i++) printf "%c7", i; for (i = 0; i < 256; i++)
        printf "%c?", i }' > "$tmp/in/bytes.png"
    : > "$tmp/in/empty.js"
    printf %064d 1 > "$tmp/in/line.js"
    printf %065d 1 > "$tmp/in/lines.svg"
    echo '{}' > "$tmp/in/x.webmanifest"
    echo 'a {}' > "$tmp/other/one-two.3.css"
}

test_bytes()
{
    generate "$tmp"/in/one-two.3.css "$tmp"/in/[!o]* && compile &&
        (cd "$tmp" && ./reader) > "$tmp/said" 2>&1
    report $? "compiles, and the macro is the path"
    cp "$tmp/said" "$tmp/list"
    for file in "$tmp"/in/*; do
        name=${file##*/}
        cmp "$file" "$tmp/back/$name" > "$tmp/said" 2>&1
        report $? "$name comes back whole"
        gzip -dc "$tmp/back/$name.gz" 2> "$tmp/said" | cmp - "$file" >> "$tmp/said" 2>&1
        report $? "$name comes back whole from gzip"
        [ "$(od -An -tx1 -j4 -N4 "$tmp/back/$name.gz" | tr -d ' ')" = 00000000 ]
        report $? "$name.gz carries no time"
    done
}

test_rows()
{
    cp "$tmp/list" "$tmp/said"
    [ "$(wc -l < "$tmp/list")" = 6 ]
    report $? "a row for each file"
    while read -r name path etag type; do
        hash=$(expr "$path" : "/a/\([0-9a-f]\{16\}\)/$name\$") && [ "$etag" = "\"$hash\"" ]
        report $? "$name: address and etag hold the hash"
        echo "$name $type" >> "$tmp/types"
    done < "$tmp/list"
    sort > "$tmp/want" <<'END'
bytes.png image/png
empty.js text/javascript; charset=utf-8
line.js text/javascript; charset=utf-8
lines.svg image/svg+xml
one-two.3.css text/css; charset=utf-8
x.webmanifest application/manifest+json
END
    sort "$tmp/types" | diff "$tmp/want" - > "$tmp/said"
    report $? "types follow the ending"
}

# path FILE...: of the first file.
path()
{
    generate "$@" && sed -n 's/^#define ASSET_ONE_TWO_3_CSS "\(.*\)"$/\1/p' "$tmp/paths.h"
}

test_addresses()
{
    one=$(path "$tmp/in/one-two.3.css")
    [ "$one" = "$(path "$tmp/in/one-two.3.css" "$tmp/in/empty.js")" ] && [ -n "$one" ]
    report $? "the same content keeps its address"
    [ "$one" != "$(path "$tmp/other/one-two.3.css")" ]
    report $? "other content has another address"
    generate "$tmp"/in/* && cp "$tmp/out.c" "$tmp/first.c" && touch "$tmp"/in/* && sleep 1 &&
        generate "$tmp"/in/* && cmp "$tmp/first.c" "$tmp/out.c" > "$tmp/said"
    report $? "the same files give the same C"
}

test_refused()
{
    refuses "both be ASSET_ONE_TWO_3_CSS: rename one" "$tmp/in/one-two.3.css" \
        "$tmp/other/one-two.3.css"
    report $? "one name twice is refused"
    cp "$tmp/in/empty.js" "$tmp/other/one.two-3.css"
    refuses "both be ASSET_ONE_TWO_3_CSS: rename one" "$tmp/in/one-two.3.css" \
        "$tmp/other/one.two-3.css"
    report $? "two names that make one macro are refused"
    cp "$tmp/in/empty.js" "$tmp/other/a b.js"
    refuses "in the name of a file for browsers" "$tmp/other/a b.js"
    report $? "a name that is no plain word is refused"
    cp "$tmp/in/empty.js" "$tmp/other/a.exe"
    refuses "no type is known for this ending" "$tmp/in/empty.js" "$tmp/other/a.exe"
    report $? "an unknown ending is refused"
    refuses "none.js: cannot be opened" "$tmp/in/empty.js" "$tmp/none.js"
    report $? "a file that is not there is named"
    ! "$tool" "$tmp/out.c" "$tmp/paths.h" > "$tmp/said" 2>&1 && grep -q '^usage: mkasset' "$tmp/said"
    report $? "how it is called is said"
}

src=$PWD/src
: > "$tmp/said"
files_write
reader_write
test_bytes
test_rows
test_addresses
test_refused
echo "1..$n"
