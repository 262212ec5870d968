-- A document is its base and what each revision appended; nothing is rewritten.
CREATE TABLE document (
    campus_id text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    convention_id uuid NOT NULL,
    revision integer NOT NULL CHECK (revision >= 0),  -- the newest one
    size bigint NOT NULL CHECK (size >= 0),
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    lease_epoch bigint NOT NULL DEFAULT 0,
    lease_until timestamptz,
    holder uuid,                                      -- server_life.id
    PRIMARY KEY (campus_id, id)
) WITH (fillfactor = 75);

CREATE TABLE document_revision (
    campus_id text COLLATE "C" NOT NULL,
    document_id uuid NOT NULL,
    n integer NOT NULL CHECK (n >= 0),
    size bigint NOT NULL,                             -- of the whole file
    sha256 bytea NOT NULL CHECK (length(sha256) = 32), -- of the whole file
    stored_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (campus_id, document_id, n)
) WITH (autovacuum_vacuum_insert_threshold = 1000, autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0);

CREATE TABLE document_chunk (
    campus_id text COLLATE "C" NOT NULL,
    document_id uuid NOT NULL,
    revision integer NOT NULL,
    n integer NOT NULL,
    bytes bytea NOT NULL CHECK (length(bytes) <= 524288),
    PRIMARY KEY (campus_id, document_id, revision, n)
) WITH (autovacuum_vacuum_insert_threshold = 1000, autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0,
    toast.autovacuum_vacuum_insert_threshold = 5000, toast.autovacuum_vacuum_insert_scale_factor = 0,
    toast.autovacuum_freeze_min_age = 0);
-- A PDF is compressed inside already.
ALTER TABLE document_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON document_revision
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON document_chunk
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CALL keep_campuses_apart('document', 'document_revision', 'document_chunk');

GRANT SELECT, INSERT, UPDATE ON document TO contreseing_app, contreseing_jobs;
GRANT SELECT, INSERT ON document_revision, document_chunk TO contreseing_app, contreseing_jobs;
