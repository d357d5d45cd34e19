-- The roles of the safeguarding database, by psql as the cluster's administrator. Safe to repeat, which
-- is also how a password is changed. No role of the portal exists in this cluster.
\set ON_ERROR_STOP on
\set owner `cat "$SECRETS/safeguarding_owner_password"`
\set app `cat "$SECRETS/safeguarding_app_password"`
\set opener `cat "$SECRETS/safeguarding_opener_password"`
\set backup `cat "$SECRETS/safeguarding_backup_password"`

SELECT format('CREATE ROLE %I', name)
FROM unnest(ARRAY['safeguarding_owner', 'safeguarding_app', 'safeguarding_opener', 'safeguarding_backup']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

ALTER ROLE safeguarding_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'owner';
ALTER ROLE safeguarding_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'app';
ALTER ROLE safeguarding_opener LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'opener';
-- It copies the cluster by replication, and may say in two tables what a backup holds.
ALTER ROLE safeguarding_backup LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE REPLICATION NOBYPASSRLS PASSWORD :'backup';

ALTER DATABASE :"DBNAME" OWNER TO safeguarding_owner;
ALTER SCHEMA public OWNER TO safeguarding_owner;
REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
REVOKE ALL ON DATABASE postgres FROM PUBLIC;
REVOKE ALL ON DATABASE template1 FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE :"DBNAME" TO safeguarding_app, safeguarding_opener, safeguarding_backup;
GRANT USAGE ON SCHEMA public TO safeguarding_app, safeguarding_opener, safeguarding_backup;

-- What PostgreSQL ends for a session that asks for no limits itself; our processes ask for their own.
\set statement `echo "${DATABASE_STATEMENT_SECONDS:-300}s"`
\set lock `echo "${DATABASE_LOCK_SECONDS:-10}s"`
\set idle `echo "${DATABASE_IDLE_SECONDS:-300}s"`
\set owner_time `echo "${OWNER_STATEMENT_SECONDS:-3600}s"`
SELECT format('ALTER ROLE %I SET %I = %L', role, name, value)
FROM (VALUES ('safeguarding_app'), ('safeguarding_opener')) AS served (role),
     (VALUES ('statement_timeout', :'statement'), ('lock_timeout', :'lock'),
             ('idle_in_transaction_session_timeout', :'idle')) AS limits (name, value)
UNION ALL
SELECT format('ALTER ROLE safeguarding_owner SET %I = %L', name, value)
FROM (VALUES ('statement_timeout', :'owner_time'), ('lock_timeout', :'lock'),
             ('idle_in_transaction_session_timeout', :'owner_time')) AS limits (name, value) \gexec
