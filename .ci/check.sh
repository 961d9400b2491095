#!/bin/sh
# The one list of static checks. All run; the names of those that failed come last.
set -u
bin=$(dirname "$PY")
failed=""

check() {
    name=$1
    shift
    if output=$("$@" 2>&1); then
        echo "ok      $name"
    else
        echo "FAILED  $name"
        echo "$output" | tail -n 60
        failed="$failed $name,"
    fi
}

check "format" "$bin/ruff" format --check --output-format concise .
check "lint" "$bin/ruff" check --output-format concise .
# shellcheck disable=SC2086  # several paths
check "types" "$bin/mypy" $TYPED
check "templates" "$bin/djlint" --lint --quiet templates
check "migrations in step" "$PY" manage.py makemigrations --check --dry-run
check "deployment" env TRACKER_HTTPS=1 TRACKER_SMTP_URL=smtp://mail.example.org "$PY" manage.py check --deploy --fail-level WARNING
check "architecture" "$PY" -m pytest -q tests/architecture

[ -z "$failed" ] || {
    echo "These checks failed:${failed%,}." >&2
    exit 1
}
