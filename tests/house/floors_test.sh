#!/bin/sh
# The floors: what each may include compiles, all else does not; each header stands alone. Speaks TAP.
# Must never: take the Makefile's word for the rule; the table here says it again.
# Read next: ARCHITECTURE.md, Floors.
set -u
. tests/tap.sh
rule="base:
evidence: base
http: base
domain: evidence base
store: domain base
practice: store domain evidence base
web: practice http domain evidence base
cli: web practice store domain evidence http base"

# compiles FLOOR HEADER: does a file of that floor that includes this header compile?
compiles()
{
    printf '#include "%s"\n' "$2" | cc -std=c17 -D_GNU_SOURCE -Wall -Wextra -Werror -fsyntax-only \
        -include src/base/banned.h "-Ibuild/release/see/$1" "-Ibuild/release/seegen/$1" -x c - 2>/dev/null
}

first_header()
{
    for header in src/"$1"/*.h; do
        [ "$header" != src/base/banned.h ] && echo "${header#src/}" && return
    done
}

floors=$(echo "$rule" | cut -d: -f1)
for floor in $floors; do
    may=" $floor $(echo "$rule" | sed -n "s/^$floor://p") "
    for other in $floors; do
        header=$(first_header "$other")
        case $may in
        *" $other "*)
            compiles "$floor" "$header"
            report $? "$floor may include $other ($header)" ;;
        *)
            ! compiles "$floor" "$header"
            report $? "$floor cannot include $other ($header)" ;;
        esac
    done
done

for header in src/*/*.h; do
    floor=$(basename "$(dirname "$header")")
    compiles "$floor" "${header#src/}"
    report $? "${header#src/} compiles alone"
done

! grep -n '#include "\.\./' src/*/*.[ch]
report $? "nothing is included by a way around"
! grep -rnE '\b(sqlite3|PQ)[A-Za-z_]*\(|<sqlite3.h>|<libpq-fe.h>' --include='*.[ch]' src | grep -v '^src/store/'
report $? "no floor but store knows a database"
echo "1..$n"
