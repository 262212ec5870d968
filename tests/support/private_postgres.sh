#!/bin/bash
# A private PostgreSQL for tests: own cluster, Unix socket only, never the machine's.
#   private_postgres.sh start DIR [durable]    prints nothing; the socket is DIR/s, superuser "postgres"
#   private_postgres.sh stop DIR               stops it and removes DIR
# DIR is short (a socket path has at most 107 bytes) and absent before. Run as root, the cluster
# belongs to `postgres`, because initdb refuses root. Roles: any local user may be any role here;
# the real installation maps them (sql/README.md).
set -euo pipefail
verb=$1
dir=$2
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
unprivileged() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=postgres --regid=postgres --init-groups env -C / HOME=/tmp "$@"
    else
        "$@"
    fi
}
case $verb in
start)
    mkdir -m 755 "$dir"
    [ "$(id -u)" != 0 ] || chown postgres "$dir"
    unprivileged "$bin/initdb" -D "$dir/d" -A trust -U postgres -E UTF8 --locale=C.UTF-8 \
        --data-checksums --no-sync >"$dir.log" 2>&1 || { cat "$dir.log" >&2; exit 1; }
    mv "$dir.log" "$dir/initdb.log"
    unprivileged mkdir -m 700 "$dir/s"
    {
        echo "listen_addresses = ''"
        echo "unix_socket_directories = '$dir/s'"
        echo "max_connections = 120"
        echo "shared_buffers = 128MB"
        echo "max_wal_size = 2GB"
        echo "wal_compression = lz4"
        echo "log_min_messages = fatal"
        if [ "${3:-}" != durable ]; then
            echo "fsync = off"
            echo "full_page_writes = off"
        fi
    } | unprivileged tee -a "$dir/d/postgresql.conf" >/dev/null
    unprivileged "$bin/pg_ctl" -D "$dir/d" -w -s -l "$dir/log" start
    ;;
restart) # after a kill -9: the first starts fail while old children hold the shared memory
    for _ in $(seq 50); do
        if unprivileged "$bin/pg_ctl" -D "$dir/d" -w -s -l "$dir/log" start 2>/dev/null; then exit 0; fi
        sleep 0.2
    done
    tail -5 "$dir/log" >&2
    exit 1
    ;;
stop)
    [ -d "$dir/d" ] || exit 0
    unprivileged "$bin/pg_ctl" -D "$dir/d" -w -s -m immediate stop 2>/dev/null || true
    rm -rf "$dir" "$dir.lock"
    ;;
*)
    echo "usage: $0 start|restart|stop DIR" >&2
    exit 2
    ;;
esac
