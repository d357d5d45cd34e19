#!/bin/sh
# Copy the portal's database into an empty folder. Afterwards the replica follows by itself, so this
# does nothing before its later starts.
set -eu
[ -s "$PGDATA/PG_VERSION" ] && exit 0
exec pg_basebackup --dbname="$PRIMARY" --pgdata="$PGDATA" --slot=portal_replica \
    --write-recovery-conf --checkpoint=fast --no-password
