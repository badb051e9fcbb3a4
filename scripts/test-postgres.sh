#!/usr/bin/env bash
# Starts a throw-away PostgreSQL on loopback for the tests and prints its URL.
# usage: scripts/test-postgres.sh start DIR PORT | kill DIR | restart DIR PORT | stop DIR |
#   replica DIR PORT PRIMARY_PORT | promote DIR
# kill ends every process of it at once, as a crash does; restart starts what was killed on the same data.
# replica starts a streaming copy of another one, which promote makes a primary.
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
[ -n "$bin" ] || { echo 'PostgreSQL is not installed' >&2; exit 1; }
dir=$2
# PostgreSQL refuses to run as root.
run() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
launch() {
  run "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/log" \
    -o "-h 127.0.0.1 -p $1 -k $dir -c max_connections=200" start >/dev/null
}
case $1 in
  start)
    port=$3
    mkdir -p "$dir" && chmod 700 "$dir"
    [ "$(id -u)" != 0 ] || chown postgres "$dir"
    run "$bin/initdb" -D "$dir/data" -A trust -U tongda -E UTF8 --no-locale >/dev/null
    launch "$port"
    echo "postgres://tongda@127.0.0.1:$port/postgres"
    ;;
  kill)
    postmaster=$(head -n 1 "$dir/data/postmaster.pid")
    children=$(ps -o pid= --ppid "$postmaster" || true)
    # shellcheck disable=SC2086 -- a list of numbers
    kill -9 "$postmaster" $children 2>/dev/null || true
    while kill -0 "$postmaster" 2>/dev/null; do sleep 0.05; done
    ;;
  restart) launch "$3" ;;
  replica)
    mkdir -p "$dir" && chmod 700 "$dir"
    [ "$(id -u)" != 0 ] || chown postgres "$dir"
    run "$bin/pg_basebackup" -h 127.0.0.1 -p "$4" -U tongda -D "$dir/data" -R -c fast >/dev/null
    launch "$3"
    echo "postgres://tongda@127.0.0.1:$3/postgres"
    ;;
  promote) run "$bin/pg_ctl" -D "$dir/data" -w promote >/dev/null ;;
  stop) run "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null ;;
  *) echo 'start, kill, restart, replica, promote or stop?' >&2; exit 2 ;;
esac
