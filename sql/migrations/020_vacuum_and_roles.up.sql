-- What is only ever added to is vacuumed and frozen soon after. While its pages are in the log
-- since the last checkpoint anyway, this logs next to nothing (2 MB for 100 MB of documents); after
-- that checkpoint it logs every page whole: 99 MB for what marks rows as visible, 96 MB more on the
-- day they are frozen (page checksums; docs/performance.md).
ALTER TABLE document_chunk SET (
    autovacuum_vacuum_insert_threshold = 1000, autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0,
    toast.autovacuum_vacuum_insert_threshold = 5000, toast.autovacuum_vacuum_insert_scale_factor = 0,
    toast.autovacuum_freeze_min_age = 0);
ALTER TABLE document_revision SET (
    autovacuum_vacuum_insert_threshold = 1000, autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0);
ALTER TABLE personal_value SET (
    autovacuum_vacuum_insert_threshold = 10000, autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0);
DO $$
BEGIN
    FOR i IN 0..15 LOOP
        EXECUTE format(
            'ALTER TABLE %I SET (autovacuum_vacuum_insert_threshold = 1000,
             autovacuum_vacuum_insert_scale_factor = 0, autovacuum_freeze_min_age = 0)',
            'convention_event_' || lpad(i::text, 2, '0'));
    END LOOP;
END
$$;

-- Timers fire and messages are recorded under the jobs' role: it writes whatever a transition writes.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_tables
            WHERE schemaname = current_schema AND tablename = 'convention_search') THEN
        GRANT SELECT, INSERT, UPDATE ON convention_search TO contreseing_jobs;
    END IF;
END
$$;

-- The server's two roles do the same for themselves when it starts (sql/lives.cpp).
ALTER ROLE contreseing_owner SET idle_in_transaction_session_timeout = '60s';
