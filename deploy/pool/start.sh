#!/bin/sh
# Put the environment in the place of each ${NAME} of the templates, and start the command.
set -eu
for template in /etc/pgbouncer/templates/*.template; do
    envsubst < "$template" > "/tmp/$(basename "$template" .template)"
done
exec "$@"
