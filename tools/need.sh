# Sourced by ./demo and ./check: installs what is missing, after saying what.
# Must never: install what is there already, or a node beside the one that is there.

say() { printf '%s\n' "$*"; }
fail() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "this needs root, and there is no sudo: run it as root once, or install $* yourself"
    fi
}

is_installed() {
    dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed
}

has_node() {
    command -v npm >/dev/null && command -v node >/dev/null &&
        [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ]
}

# need PACKAGE...: Debian packages, and node with npm.
need() {
    command -v dpkg-query >/dev/null || fail "this script installs Debian packages; elsewhere see README.md, \"Building by hand\""
    wanted=
    for package; do
        is_installed "$package" || wanted="$wanted $package"
    done
    has_node || wanted="$wanted nodejs npm"
    [ -z "$wanted" ] && return
    say "Installs these Debian packages:$wanted"
    as_root apt-get update -qq || fail "apt-get cannot reach its mirror: check the network, then run this again"
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $wanted >/dev/null ||
        fail "a package could not be installed; what apt-get said stands above"
}

BUILD_PACKAGES="build-essential pkg-config libmicrohttpd-dev libsqlite3-dev libpq-dev libsodium-dev libutf8proc-dev libpango1.0-dev libqrencode-dev libjson-c-dev zlib1g-dev tzdata"

# The npm packages of the lock file, and the program.
build() {
    [ package-lock.json -nt node_modules/.stamp ] && say "Installs the npm packages of package-lock.json"
    make -j"$(nproc)" "$@" || fail "the build failed; what the compiler said stands above"
}
