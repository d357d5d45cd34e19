-- The roles of the portal's database, by psql as the cluster's administrator. Safe to repeat, which is
-- also how a password is changed. Roles that serve pages own nothing and may create nothing.
\set ON_ERROR_STOP on
\set owner `cat "$SECRETS/portal_owner_password"`
\set app `cat "$SECRETS/portal_app_password"`
\set far_app `cat "$SECRETS/safeguarding_app_portal_password"`
\set backup `cat "$SECRETS/portal_backup_password"`
\set far_opener `cat "$SECRETS/safeguarding_opener_portal_password"`

SELECT format('CREATE ROLE %I', name)
FROM unnest(ARRAY['portal_owner', 'portal_app', 'portal_backup', 'safeguarding_app', 'safeguarding_opener']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

ALTER ROLE portal_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'owner';
ALTER ROLE portal_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'app';
ALTER ROLE safeguarding_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'far_app';
ALTER ROLE safeguarding_opener LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'far_opener';
-- It copies the cluster by replication, and has no right in any database.
ALTER ROLE portal_backup LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE REPLICATION NOBYPASSRLS PASSWORD :'backup';

ALTER DATABASE :"DBNAME" OWNER TO portal_owner;
ALTER SCHEMA public OWNER TO portal_owner;
REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
REVOKE ALL ON DATABASE postgres FROM PUBLIC;
REVOKE ALL ON DATABASE template1 FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE :"DBNAME" TO portal_app, safeguarding_app, safeguarding_opener;
GRANT USAGE ON SCHEMA public TO portal_app, safeguarding_app, safeguarding_opener;
-- What the far side reads, it reads through views of the same names, made by `manage.py grant_roles`.
ALTER ROLE safeguarding_app IN DATABASE :"DBNAME" SET search_path = pulled, public;
ALTER ROLE safeguarding_opener IN DATABASE :"DBNAME" SET search_path = pulled, public;

-- What PostgreSQL ends for a session that asks for no limits itself; our processes ask for their own.
\set statement `echo "${DATABASE_STATEMENT_SECONDS:-300}s"`
\set lock `echo "${DATABASE_LOCK_SECONDS:-10}s"`
\set idle `echo "${DATABASE_IDLE_SECONDS:-300}s"`
\set owner_time `echo "${OWNER_STATEMENT_SECONDS:-3600}s"`
SELECT format('ALTER ROLE %I SET %I = %L', role, name, value)
FROM (VALUES ('portal_app'), ('safeguarding_app'), ('safeguarding_opener')) AS served (role),
     (VALUES ('statement_timeout', :'statement'), ('lock_timeout', :'lock'),
             ('idle_in_transaction_session_timeout', :'idle')) AS limits (name, value)
UNION ALL
SELECT format('ALTER ROLE portal_owner SET %I = %L', name, value)
FROM (VALUES ('statement_timeout', :'owner_time'), ('lock_timeout', :'lock'),
             ('idle_in_transaction_session_timeout', :'owner_time')) AS limits (name, value) \gexec
