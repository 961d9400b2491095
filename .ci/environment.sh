#!/bin/sh
# Makes or completes the virtual environment $1 from the pinned set $2.
# An environment whose Python no longer runs is made again.
set -eu
venv=$1
pinned=$2

if ! "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then
    python=$(sh "$(dirname "$0")/find_python.sh")
    rm -rf "$venv"
    "$python" -m venv "$venv"
fi

# uv installs in a third of pip's time; where it cannot be had, pip does the same.
only_uv="$venv/uv.txt"
awk '/^uv==/ { found = 1 } found { print } found && !/\\$/ { exit }' requirements-dev.txt >"$only_uv"
if "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    --require-hashes -r "$only_uv" 2>"$venv/uv.log"; then
    VIRTUAL_ENV=$venv "$venv/bin/uv" pip install --quiet --require-hashes -r "$pinned"
else
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        --require-hashes -r "$pinned"
fi
