-- The role that the web processes use: everything but changing the audit record.
--
--   psql -v ON_ERROR_STOP=1 -v role=chatsite_app -v password="'…'" -f deploy/postgres-roles.sql chatsite
--
-- Run it as the owner of the tables, after each `manage.py migrate` (which the owner runs too). The
-- site itself then gets DATABASE_URL=postgres://chatsite_app:…@host/chatsite.

SELECT format('CREATE ROLE %I LOGIN PASSWORD %L', :'role', :password)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec

GRANT USAGE ON SCHEMA public TO :"role";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"role";
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO :"role";
REVOKE UPDATE, DELETE, TRUNCATE ON chat_auditentry FROM :"role";
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM :"role";
