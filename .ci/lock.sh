#!/bin/sh
# Resolves requirements*.in into pinned, hashed requirements*.txt, and copies the
# purpose of each direct requirement to the top of the file made from it.
set -eu

lock() {
    made=$(mktemp)
    {
        echo "# Made from $1.in by \`make requirements\`: change that file, not this one."
        echo "#"
        sed -n -E 's/^([a-zA-Z0-9_.-]+)(\[[^]]*\])?[^#]*#[[:space:]]*(.*)$/# \1\2: \3/p' "$1.in"
        echo
    } >"$made"
    "$UV" pip compile --quiet --upgrade --universal --python-version 3.12 \
        --generate-hashes --no-header "$1.in" --output-file "$1.txt"
    cat "$1.txt" >>"$made"
    cat "$made" >"$1.txt"
    rm -f "$made"
}

lock requirements
lock requirements-dev
