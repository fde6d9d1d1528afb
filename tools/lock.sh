#!/bin/sh
# Renew the lock files. They carry versions and hashes only: no address, no header, so that any mirror will do.
set -eu
cd "$(dirname "$0")/.."
if command -v uv >/dev/null 2>&1; then
    uv=uv
else
    [ -x .venv/lock/bin/uv ] || .venv/bin/python -m pip install --quiet --disable-pip-version-check --target .venv/lock uv
    uv=.venv/lock/bin/uv
fi
compile() {
    UV_PYTHON_DOWNLOADS=never "$uv" pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links --python .venv/bin/python --python-version 3.12 "$@"
}
compile --upgrade requirements.in --output-file requirements.txt
compile --upgrade requirements-s3.in --constraint requirements.txt --output-file requirements-s3.txt
compile --upgrade requirements-dev.in --constraint requirements.txt --constraint requirements-s3.txt --output-file requirements-dev.txt
git --no-pager diff --stat -- requirements.txt requirements-s3.txt requirements-dev.txt
