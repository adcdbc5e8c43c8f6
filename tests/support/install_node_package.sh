#!/bin/sh
# install_node_package.sh FOLDER PACKAGE@VERSION: one npm package into .tools/FOLDER, a scratch folder that git ignores.
# Does nothing when it is there. Without npm, or where npm can't fetch it, it says so: what needs it then does without.
set -eu
cd "$(dirname "$0")/../.."

folder=".tools/$1"
package="$2"
[ "$(cat "$folder/installed" 2>/dev/null || true)" = "$package" ] && exit 0
if ! command -v npm >/dev/null 2>&1; then
    echo "tools: npm is not here (it comes with Node.js), so $package is not installed" >&2
    exit 0
fi
mkdir -p "$folder"
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
echo "tools: installing $package into $folder"
if npm install --prefix "$folder" --no-save --no-audit --no-fund --ignore-scripts --loglevel=error "$package" >"$log" 2>&1; then
    printf '%s\n' "$package" >"$folder/installed"
else
    cat "$log" >&2
    echo "tools: $package could not be installed; the reason stands above" >&2
fi
