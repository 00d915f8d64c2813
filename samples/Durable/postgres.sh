#!/usr/bin/env bash
# A PostgreSQL of its own in a scratch folder, on a free port of the loopback address:
#   postgres.sh find               succeeds if PostgreSQL is installed, and says how to install it if not
#   postgres.sh start DIR [PID]    creates the folder if it is needed, and prints the connection string; with PID, stops and deletes it when that process has ended
#   postgres.sh stop DIR [MODE]    MODE is fast (the default) or immediate, as for pg_ctl
set -euo pipefail

# The server must not keep open what this script has inherited, such as a lock or a pipe.
for fd in $(ls /proc/$$/fd 2> /dev/null); do
  if [ "$fd" -gt 2 ] && [ "$fd" -ne 255 ]; then
    eval "exec $fd>&-"
  fi
done

fail() {
  echo "$1" >&2
  exit 1
}

# Debian keeps the programs of a version in a folder of their own.
bin=
for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -Vr) $(dirname "$(command -v initdb || echo /none/initdb)"); do
  if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then
    bin=$folder
    break
  fi
done
[ -n "$bin" ] || fail "PostgreSQL is not installed: apt-get install postgresql"

# PostgreSQL refuses to run as root.
as_user() {
  if [ "$(id -u)" != 0 ]; then
    "$@"
    return
  fi
  local user=nobody
  getent passwd postgres > /dev/null && user=postgres
  setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups "$@"
}

is_free() {
  ! (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null
}

server() {
  (cd "$dir" && as_user "$bin/pg_ctl" -D "$dir/data" "$@")
}

create() {
  mkdir -p "$dir"
  if [ "$(id -u)" = 0 ]; then
    chown "$(getent passwd postgres > /dev/null && echo postgres || echo nobody)" "$dir"
  fi
  (cd "$dir" && as_user "$bin/initdb" -D "$dir/data" -U flows --auth=trust --encoding=UTF8 --locale=C --no-sync > "$dir/initdb.log" 2>&1) || fail "$(cat "$dir/initdb.log")"
}

start() {
  [ -d "$dir/data" ] || create
  local tries=0 port
  while :; do
    port=$(cat "$dir/port" 2> /dev/null || echo $((20000 + RANDOM % 12000)))
    if { [ -f "$dir/port" ] || is_free "$port"; } \
      && server -l "$dir/server.log" -w -s -o "-p $port -k $dir -c listen_addresses=127.0.0.1 -c max_connections=300" start > "$dir/start.log" 2>&1; then
      break
    fi
    tries=$((tries + 1))
    [ "$tries" -lt 20 ] || fail "PostgreSQL does not start: $(cat "$dir/start.log" "$dir/server.log" 2> /dev/null | tail -5)"
  done
  echo "$port" > "$dir/port"
  echo "Host=127.0.0.1;Port=$port;Username=flows;Database=postgres"
}

watch() {
  while kill -0 "$1" 2> /dev/null; do
    sleep 1
  done
  server -m immediate -s stop || true
  rm -rf "$dir"
}

case ${1:-} in
  find) echo "$bin" ;;
  start)
    [ $# -ge 2 ] || fail "Name the folder: postgres.sh start DIR"
    dir=$(realpath -m "$2")
    start
    if [ -n "${3:-}" ]; then
      setsid "$BASH" "${BASH_SOURCE[0]}" watch "$dir" "$3" > /dev/null 2>&1 < /dev/null &
    fi
    ;;
  stop)
    [ $# -ge 2 ] || fail "Name the folder: postgres.sh stop DIR"
    dir=$(realpath -m "$2")
    server -m "${3:-fast}" -w -s stop
    ;;
  watch)
    dir=$(realpath -m "$2")
    watch "$3"
    ;;
  *) fail "Say what to do: postgres.sh find | start DIR [PID] | stop DIR [MODE]" ;;
esac
