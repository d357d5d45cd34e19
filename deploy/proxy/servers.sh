#!/bin/sh
# Send visitors to these servers only, and return when no earlier request is left at the others:
#     sh /etc/nginx/servers.sh portal-web-b:8000
# A server is taken out before it is stopped, because a form that it has not read yet would be lost.
set -eu
folder=$NGINX_ENVSUBST_OUTPUT_DIR
for server in "$@"; do
    echo "server $server;"
done > "$folder/servers.conf.new"
[ -s "$folder/servers.conf.new" ] || exit 2
mv "$folder/servers.conf.new" "$folder/servers.conf"
main=$(cat "$folder/nginx.pid")

# Print the workers of the main process whose title in /proc matches the pattern $1.
workers() {
    for process in /proc/[0-9]*; do
        if grep -qs "^PPid:[[:space:]]*$main\$" "$process/status" &&
            tr '\0' ' ' < "$process/cmdline" 2>/dev/null | grep -qs "$1"; then
            echo "${process#/proc/}"
        fi
    done
}

before=$(workers "worker process")
kill -HUP "$main"
ends=$(($(date +%s) + ${DRAIN_SECONDS:-60}))
for worker in $before; do
    while [ -e "/proc/$worker" ]; do
        if [ "$(date +%s)" -ge "$ends" ]; then
            echo "A request takes long; the others are done." >&2
            exit 1
        fi
        sleep 0.1
    done
done
