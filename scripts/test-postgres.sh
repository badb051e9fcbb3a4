#!/usr/bin/env bash
# Starts a throw-away PostgreSQL on loopback for the tests and prints its URL.
# usage: scripts/test-postgres.sh start DIR PORT | stop DIR
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
[ -n "$bin" ] || { echo 'PostgreSQL is not installed' >&2; exit 1; }
dir=$2
# PostgreSQL refuses to run as root.
run() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
case $1 in
  start)
    port=$3
    mkdir -p "$dir" && chmod 700 "$dir"
    [ "$(id -u)" != 0 ] || chown postgres "$dir"
    run "$bin/initdb" -D "$dir/data" -A trust -U tongda -E UTF8 --no-locale >/dev/null
    run "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/log" \
      -o "-h 127.0.0.1 -p $port -k $dir -c max_connections=200" start >/dev/null
    echo "postgres://tongda@127.0.0.1:$port/postgres"
    ;;
  stop) run "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null ;;
  *) echo 'start or stop?' >&2; exit 2 ;;
esac
