#!/bin/sh
# Every check that reads the source and changes nothing. All run, so that one pass shows all that is wrong.
set -u
cd "$(dirname "$0")/.."
failed=""
check() {
    name=$1
    shift
    printf '%s\n' "lint: $name"
    "$@" || failed="$failed $name;"
}
sources=""
for path in parvis tests tools bench manage.py; do [ -e "$path" ] && sources="$sources $path"; done

# shellcheck disable=SC2086  # the list is meant to split
check "style" .venv/bin/ruff check --quiet $sources
check "format" .venv/bin/ruff format --check --quiet $sources
check "templates" .venv/bin/djangofmt --check parvis
check "types" .venv/bin/mypy
check "floors" .venv/bin/lint-imports --no-logo
if [ -n "$failed" ]; then
    printf '%s\n' "lint: failed:$failed" >&2
    exit 1
fi
