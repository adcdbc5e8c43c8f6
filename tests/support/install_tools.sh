#!/bin/sh
# Installs the Debian packages that some tests need, where that is allowed: CI=true or COUNTERPART_INSTALL=1, as root,
# with apt-get. Elsewhere it says what is missing; the tests that need it then skip and give the reason.
set -eu

packages="libreoffice-writer-nogui python3-uno poppler-utils fonts-liberation postgresql chromium"

missing() {
    command -v soffice >/dev/null 2>&1 || echo "LibreOffice Writer"
    /usr/bin/python3 -c 'import uno' >/dev/null 2>&1 || echo "its Python bridge"
    command -v pdftoppm >/dev/null 2>&1 || echo "poppler-utils"
    command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || echo "PostgreSQL"
    command -v chromium >/dev/null 2>&1 || echo "Chromium"
    [ -d /usr/share/fonts/truetype/liberation ] || [ -d /usr/share/fonts/truetype/liberation2 ] || echo "Liberation fonts"
}

lacking="$(missing | paste -sd, - | sed 's/,/, /g')"
[ -n "$lacking" ] || exit 0

if [ "${CI:-}" != "true" ] && [ "${COUNTERPART_INSTALL:-}" != "1" ]; then
    case "$(uname -s)" in
        Linux) echo "tools: not here: $lacking. Tests that need them skip (COUNTERPART_INSTALL=1 make test, as root, installs them)." ;;
        *) echo "tools: not found by this script: $lacking. Tests that need what is not here skip." ;;
    esac
    exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "tools: not here: $lacking; installing them takes root and apt-get" >&2
    exit 0
fi

log="$(mktemp)"
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
echo "tools: installing $packages"
install() {
    apt-get update -qq || return 1
    # From LibreOffice 25.2 on, documents with comments need the interface files too.
    if apt-cache show libreoffice-uiconfig-writer >/dev/null 2>&1; then
        packages="$packages libreoffice-uiconfig-writer"
    fi
    # shellcheck disable=SC2086 # a list of packages
    apt-get install -y -qq --no-install-recommends $packages
}
install >"$log" 2>&1 || { sleep 5; install >"$log" 2>&1; } || { cat "$log" >&2; exit 1; }
echo "tools: done"
