-- The role of the portal's read replica, by psql as the cluster's administrator. Safe to repeat.
\set ON_ERROR_STOP on
\set replica `cat "$SECRETS/portal_replica_password"`
SELECT 'CREATE ROLE portal_replica'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_replica') \gexec
-- It copies the cluster by replication, and has no right in any database.
ALTER ROLE portal_replica LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE REPLICATION NOBYPASSRLS PASSWORD :'replica';
-- The database keeps its log for a replica that is away, up to max_slot_wal_keep_size.
SELECT 'SELECT pg_create_physical_replication_slot(''portal_replica'')'
WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = 'portal_replica') \gexec
