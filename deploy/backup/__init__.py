"""Keep backups of one zone's database: a base each day, and its write-ahead log as it is written.

PostgreSQL's own tools make both (pg_basebackup, pg_verifybackup, pg_receivewal). Every file is encrypted
for a recipient whose secret key is not on this machine, in the format of the `age` program. A zone has
its own service, database role, recipient and folder; docs/deployment.md is the runbook.
"""
