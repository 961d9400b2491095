#!/bin/sh
# Prints the path of a Python 3.12 or later that really runs, or says how to get one.
# A name on PATH proves nothing (a pyenv shim can exist and fail), so each is tried.

usable() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1
}

real_path() {
    "$1" -c 'import sys; print(sys.executable)'
}

if [ -n "$PYTHON" ]; then
    usable "$PYTHON" && { real_path "$PYTHON"; exit 0; }
    echo "PYTHON=$PYTHON is not a working Python 3.12 or later with venv and ensurepip." >&2
    echo "Set PYTHON to one that is, or unset it to have one looked for." >&2
    exit 1
fi

versions="${PYENV_ROOT:-$HOME/.pyenv}/versions"
for candidate in python3.12 python3.13 python3.14 python3 python \
    "$versions"/3.12*/bin/python "$versions"/3.13*/bin/python "$versions"/3.14*/bin/python \
    /usr/local/bin/python3 /opt/homebrew/bin/python3 /usr/bin/python3; do
    usable "$candidate" && { real_path "$candidate"; exit 0; }
done

# None here: let uv fetch one, if uv is here or an older Python can install it.
fetched_by_uv() {
    "$@" python install --quiet 3.12 >&2 && "$@" python find --managed-python 3.12
}

if command -v uv >/dev/null 2>&1; then
    found=$(fetched_by_uv uv) && usable "$found" && { echo "$found"; exit 0; }
fi
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
awk '/^uv==/ { found = 1 } found { print } found && !/\\$/ { exit }' \
    "$(dirname "$0")/../requirements-dev.txt" >"$room/uv.txt"
for old in python3 python "$versions"/3.*/bin/python /usr/bin/python3; do
    "$old" -m pip install --quiet --require-hashes --target "$room/uv" -r "$room/uv.txt" \
        >/dev/null 2>&1 || continue
    found=$(fetched_by_uv "$room/uv/bin/uv") && usable "$found" && { echo "$found"; exit 0; }
    break
done

cat >&2 <<'SENTENCE'
No Python 3.12 or later was found, and none could be fetched.
Install one (Debian 13, Ubuntu 24.04 or later: apt-get install python3 python3-venv) and run again,
or name one that you have: make PYTHON=/path/to/python3.12 run
SENTENCE
exit 1
