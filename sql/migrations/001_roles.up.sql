-- Run by a superuser or a role with CREATEROLE the first time; when the three roles exist already
-- (made by the operator), membership of contreseing_owner is enough. The other migrations run
-- under contreseing_owner.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['contreseing_owner', 'contreseing_app', 'contreseing_jobs'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', wanted);
        END IF;
    END LOOP;
END
$$;

ALTER TABLE public.schema_migration OWNER TO contreseing_owner;
CREATE SCHEMA IF NOT EXISTS contreseing AUTHORIZATION contreseing_owner;
-- Search in words (trusted extension: no superuser needed since PostgreSQL 13).
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA contreseing;
GRANT USAGE ON SCHEMA contreseing TO contreseing_app, contreseing_jobs;
