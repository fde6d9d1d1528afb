#!/bin/sh
# Build .venv: find a Python, install the locked requirements, put the `parvis` command in place, compile the messages.
# Each step leaves a stamp in .venv/stamps and is skipped while its input has not changed. `--dev` adds the test tools.
set -eu
cd "$(dirname "$0")/.."
root=$(pwd)
stamps=.venv/stamps
newest_first="python3.13 python3.14 python3.12 python3"

say() { printf '%s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# True when the command runs (a pyenv shim may not) and is a Python that can host Parvis.
usable() { "$1" -c 'import sys, ssl, sqlite3, zlib, venv; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; }

find_python() {
    for name in ${PYTHON:-} $newest_first; do
        if command -v "$name" >/dev/null 2>&1 && usable "$name"; then command -v "$name"; return; fi
    done
    for minor in 13 14 12; do
        for file in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3."$minor"*/bin/python3; do
            if [ -x "$file" ] && usable "$file"; then say "$file"; return; fi
        done
    done
    if command -v uv >/dev/null 2>&1; then
        file=$(UV_PYTHON_DOWNLOADS=never uv python find --no-project '>=3.12' 2>/dev/null) || return 0
        if usable "$file"; then say "$file"; fi
    fi
}

# A .venv is kept only while it runs, is recent enough and stands where it was built.
venv_is_good() {
    [ -f "$stamps/root" ] && [ "$(cat "$stamps/root")" = "$root" ] &&
        .venv/bin/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1
}

build_venv() {
    python=$(find_python)
    [ -n "$python" ] || fail "Parvis needs Python 3.12 or newer: install it (for instance python3.13), then run make setup again."
    say "setup: building .venv with $("$python" --version) ($python)"
    rm -rf .venv
    if "$python" -c 'import ensurepip' >/dev/null 2>&1; then
        "$python" -m venv .venv
    elif command -v uv >/dev/null 2>&1; then
        UV_PYTHON_DOWNLOADS=never uv venv --quiet --no-project --seed --python "$python" .venv
    elif "$python" -m pip --version >/dev/null 2>&1; then
        "$python" -m venv --without-pip .venv
        "$python" -m pip --quiet --python .venv/bin/python install pip
    else
        fail "$python cannot make a virtual environment: install its venv and pip packages (Debian: python3-venv), then run make setup again."
    fi
    mkdir -p "$stamps"
    say "$root" > "$stamps/root"
}

install_requirements() {
    if cmp -s "$1" "$stamps/$1"; then return; fi
    say "setup: installing $1"
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes --no-deps --no-compile -r "$1"
    cp "$1" "$stamps/$1"
}

# Byte code before the first start, by every processor. Tests need a part of it only, which they compile as they go.
compile_requirements() {
    if [ -f "$stamps/compiled" ] && [ "$stamps/compiled" -nt "$stamps/requirements.txt" ]; then return; fi
    .venv/bin/python -m compileall -q -j 0 "$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" || true
    : > "$stamps/compiled"
}

# The project itself: its folder on the path, and a command that survives blanks in that path.
install_project() {
    if [ -x .venv/bin/parvis ] && [ -f "$stamps/project" ]; then return; fi
    site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    say "$root" > "$site/parvis.pth"
    cat > .venv/bin/parvis <<LAUNCHER
#!/bin/sh
'''exec' "$root/.venv/bin/python" -P "\$0" "\$@"
' '''
import sys

from parvis.cli import main

if __name__ == "__main__":
    sys.exit(main())
LAUNCHER
    chmod +x .venv/bin/parvis
    : > "$stamps/project"
}

compile_messages() {
    [ -f tools/messages.py ] || return 0
    if [ -f "$stamps/messages" ] && [ -z "$(find parvis -name '*.po' -newer "$stamps/messages")" ]; then
        count() { find parvis -name "$1" | wc -l; }
        if [ "$(count '*.po')" -eq "$(count '*.mo')" ]; then return; fi
    fi
    .venv/bin/python tools/messages.py compile
    : > "$stamps/messages"
}

# Two setups at once (two terminals, make -j) take turns.
lock=.setup.lock
waited=0
until mkdir "$lock" 2>/dev/null; do
    owner=$(cat "$lock/pid" 2>/dev/null || true)
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then rm -rf "$lock"; continue; fi
    [ "$waited" -lt 900 ] || fail "another setup has held $lock for 15 minutes: remove it if none is running."
    sleep 1
    waited=$((waited + 1))
done
trap 'rm -rf "$root/$lock"' EXIT
trap 'exit 130' INT TERM
say $$ > "$lock/pid"

venv_is_good || build_venv
install_requirements requirements.txt
if [ "${1:-}" = "--dev" ]; then install_requirements requirements-dev.txt; else compile_requirements; fi
install_project
compile_messages
