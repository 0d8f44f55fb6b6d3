# What shell tests share: a folder that goes away, and lines of TAP.
# Must never: hold a test; run from the root of the checkout.
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
n=0

# report STATUS NAME: one line of TAP; 0 is well. What stands in $tmp/said follows where it is not.
report()
{
    n=$((n + 1))
    if [ "$1" = 0 ]; then
        echo "ok $n - $2"
        return
    fi
    echo "not ok $n - $2"
    [ ! -f "$tmp/said" ] || sed 's/^/# /' "$tmp/said"
}
