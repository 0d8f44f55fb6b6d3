# Every fuzz target over its corpus, then some new inputs (TONUS_FUZZ_S seconds, 5 unless said).
# Must never: pass without having run.
seconds=${TONUS_FUZZ_S:-5}
n=0
for corpus in tests/fuzz/corpus/*; do
    name=${corpus##*/}
    new=$(mktemp -d)
    n=$((n + 1))
    if build/fuzz/"$name" -max_total_time="$seconds" -max_len=4096 -artifact_prefix="$new/" "$new" "$corpus" >"$new.log" 2>&1 &&
        grep -q 'Done [1-9][0-9]* runs' "$new.log"; then
        echo "ok $n - $name: $(grep -o 'Done [0-9]* runs' "$new.log")"
    else
        sed 's/^/# /' "$new.log" | tail -30
        echo "not ok $n - $name"
    fi
    rm -rf "$new" "$new.log"
done
echo "1..$n"
