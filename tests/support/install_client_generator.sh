#!/bin/sh
# install_client_generator.sh: openapi-python-client into an environment of its own, .tools/client-generator, which git
# ignores: its requirements do not go together with ours. Does nothing when it is there. Where pip can't fetch it, it
# says so: the test that needs it then does without.
set -eu
cd "$(dirname "$0")/../.."

folder=".tools/client-generator"
package="openapi-python-client==0.29.1"
[ "$(cat "$folder/installed" 2>/dev/null || true)" = "$package" ] && exit 0
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
echo "tools: installing $package into $folder"
if .venv/bin/python -m venv --clear "$folder" >"$log" 2>&1 &&
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check "$package" >>"$log" 2>&1; then
    printf '%s\n' "$package" >"$folder/installed"
else
    cat "$log" >&2
    echo "tools: $package could not be installed; the reason stands above" >&2
fi
