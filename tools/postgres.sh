#!/bin/sh
# A throw-away PostgreSQL for the tests: `tools/postgres.sh start` prints its DATABASE_URL, `stop` removes it.
# The server refuses to run as root, so root starts it as `nobody`. Durability is off: nothing here is worth keeping.
set -eu

STATE="${PARVIS_POSTGRES_STATE:-${TMPDIR:-/tmp}/parvis-postgres.$(id -u)}"

binaries() {
    for folder in "${PG_BIN:-}" /usr/lib/postgresql/*/bin; do
        [ -n "$folder" ] && [ -x "$folder/initdb" ] && found="$folder"
    done
    [ -n "${found:-}" ] || { echo "PostgreSQL is not installed: apt-get install postgresql" >&2; exit 1; }
    echo "$found"
}

as_user() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"
    else
        "$@"
    fi
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

start() {
    if [ -f "$STATE" ]; then
        . "$STATE"
        if as_user "$(binaries)/pg_ctl" -D "$folder/data" status >/dev/null 2>&1; then
            echo "$url"
            return
        fi
        stop
    fi
    bin="$(binaries)"
    folder="$(cd / && as_user mktemp -d /tmp/parvis-postgres.XXXXXX)"
    port="$(free_port)"
    cd "$folder" 2>/dev/null || cd /
    as_user "$bin/initdb" -D "$folder/data" -U parvis -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$folder.log" 2>&1 ||
        { cat "$folder.log" >&2; exit 1; }
    rm -f "$folder.log"
    as_user "$bin/pg_ctl" -D "$folder/data" -l "$folder/server.log" -w -t 60 -o "-p $port -k $folder \
        -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c max_connections=200" start >/dev/null 2>&1 ||
        { cat "$folder/server.log" >&2; exit 1; }
    as_user "$bin/createdb" -h 127.0.0.1 -p "$port" -U parvis parvis
    url="postgres://parvis@127.0.0.1:$port/parvis"
    printf 'folder=%s\nurl=%s\n' "$folder" "$url" >"$STATE"
    echo "$url"
}

stop() {
    [ -f "$STATE" ] || return 0
    . "$STATE"
    as_user "$(binaries)/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
    case "$folder" in /tmp/parvis-postgres.*) rm -rf "$folder" ;; esac
    rm -f "$STATE"
}

case "${1:-}" in
    start) start ;;
    stop) stop ;;
    *) echo "usage: tools/postgres.sh start|stop" >&2; exit 2 ;;
esac
