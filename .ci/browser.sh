#!/bin/sh
# Makes sure that a Chromium is there for the browser tests, or says how to get one.
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "No Chromium is here: installing Debian's package for the browser tests." >&2
    export DEBIAN_FRONTEND=noninteractive
    wait_for_lock="-o DPkg::Lock::Timeout=300"
    if apt-get $wait_for_lock update -qq >&2 &&
        apt-get $wait_for_lock install -y -qq --no-install-recommends chromium >&2; then
        exit 0
    fi
fi

cat >&2 <<'SENTENCE'
The browser tests need Chromium, and none is on PATH.
Install one (Debian: sudo apt-get install chromium; Fedora: sudo dnf install chromium;
macOS: brew install --cask chromium) and run again.
SENTENCE
exit 1
