#!/bin/sh
# Every action of the audit chain has words on the page that shows it. Speaks TAP.
# Must never: know an action by itself; they are read from the source.
# Read next: src/web/audit.c.
set -u
. tests/tap.sh

actions()
{
    cat src/practice/*.c src/web/*.c | tr '\n' ' ' | grep -oE 'audit_(add|saw)\([^;]*;' |
        grep -oE '"[a-z]+\.[a-z]+"' | sort -u
}

actions | while read -r action; do
    grep -qF "{$action, \"" src/web/audit.c || echo "$action"
done > "$tmp/said"
[ ! -s "$tmp/said" ]
report $? "every action has words in src/web/audit.c"
[ "$(actions | wc -l)" -gt 40 ]
report $? "the actions were found in the source"
echo "1..$n"
