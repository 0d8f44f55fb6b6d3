#!/bin/sh
# Evidence asks nothing of the world: what its objects need from outside is arithmetic only. Speaks TAP.
# Must never: allow a clock, a file, a network, a database or randomness.
# Read next: ARCHITECTURE.md, Floors.
set -u
archive=build/release/evidence.a
libm='a?cosh?|a?sinh?|a?tanh?|atan2|cbrt|ceil|erfc?|exp|exp2|expm1|fabs|floor|fma|fmax|fmin|fmod|frexp|hypot|ldexp|lgamma|lgamma_r|log|log10|log1p|log2|lround|modf|nearbyint|pow|rint|round|sqrt|tgamma|trunc'
memory='mem(cpy|move|set|cmp)|qsort|__stack_chk_fail|__mem(cpy|move|set)_chk|_GLOBAL_OFFSET_TABLE_'
base='arena_(alloc|array|failed)|str_[a-z_]+'

own=$(nm "$archive" | awk 'NF == 3 && $2 ~ /^[TR]$/ {print $3}' | sort -u | tr '\n' '|')
foreign=$(nm -u "$archive" | awk '$1 == "U" {print $2}' | sort -u | grep -vxE "($own$libm|$memory|$base)")
[ -z "$foreign" ] && echo "ok 1 - nothing is asked of the world" || echo "not ok 1 - asked of the world: $foreign"
globals=$(nm "$archive" | awk 'NF == 3 && $2 ~ /^[BbDdCc]$/ {print $3}')
[ -z "$globals" ] && echo "ok 2 - no variable outlives a call" || echo "not ok 2 - variables: $globals"
[ "$(nm "$archive" | grep -c ' T ')" -ge 1 ] && echo "ok 3 - the archive holds functions" || echo "not ok 3 - empty"
echo "1..3"
