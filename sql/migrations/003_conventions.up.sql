-- The state of a convention is the fold of its events, kept as a row so that reading is one query.
-- No index on a column that changes at each step except the stage: updates stay in their page (HOT).
CREATE TABLE convention (
    campus_id text COLLATE "C" NOT NULL REFERENCES campus,
    id uuid NOT NULL,
    ver integer NOT NULL CHECK (ver >= 1),
    stage text COLLATE "C" NOT NULL CHECK (stage IN (
        'drafting', 'under_opinion', 'awaiting_authority', 'in_signature', 'signed', 'in_force',
        'under_notice', 'expired', 'terminated', 'declined', 'abandoned')),
    needs_help boolean NOT NULL,
    head bytea NOT NULL CHECK (length(head) = 32),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    since timestamptz,
    last_reminder_at timestamptz,
    next_deadline timestamptz,
    type_key text COLLATE "C" NOT NULL,
    type_version integer NOT NULL,
    reference text COLLATE "C" NOT NULL CHECK (reference <> ''),
    title text NOT NULL,
    pen_holder text NOT NULL,
    state text COMPRESSION lz4 NOT NULL,
    PRIMARY KEY (campus_id, id)
) WITH (fillfactor = 75, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0.02);

-- Unique per campus; the length first, so that the greatest number of a series is one probe.
CREATE UNIQUE INDEX convention_reference ON convention (campus_id, length(reference), reference);
CREATE INDEX convention_stage ON convention (campus_id, stage, id);
CREATE INDEX convention_needing_help ON convention (campus_id, id) WHERE needs_help;
CREATE INDEX convention_search ON convention
    USING gin ((reference || ' ' || title) gin_trgm_ops) WITH (fastupdate = off);

-- The journal: each entry is the canonical JSON that is hashed, chained by the hash inside it of the
-- entry before. Hash-partitioned so that vacuum and backup work in sixteenths; by time it could not
-- keep (convention, seq) unique. No foreign key: the statement that writes it has just locked the
-- convention's row.
CREATE TABLE convention_event (
    campus_id text COLLATE "C" NOT NULL,
    convention_id uuid NOT NULL,
    seq integer NOT NULL CHECK (seq >= 1),
    command_id uuid NOT NULL,                 -- as inside the body, to recognise a repeated command
    body text COMPRESSION lz4 NOT NULL,       -- who, what, when, with commitments for what is personal
    hash bytea NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (campus_id, convention_id, seq)
) PARTITION BY HASH (campus_id, convention_id);

-- Personal values that the journal holds only as commitments. Erasing keeps the row, so that what
-- was erased can be told; the chain needs neither value nor salt.
CREATE TABLE personal_value (
    campus_id text COLLATE "C" NOT NULL,
    convention_id uuid NOT NULL,
    seq integer NOT NULL,
    pointer text COLLATE "C" NOT NULL,        -- JSON pointer inside the entry
    salt bytea CHECK (length(salt) = 16),
    value text,
    erased_at timestamptz,
    PRIMARY KEY (campus_id, convention_id, seq, pointer),
    CHECK ((erased_at IS NULL) = (value IS NOT NULL) AND (value IS NULL) = (salt IS NULL))
);

DO $$
DECLARE
    part text;
BEGIN
    FOR i IN 0..15 LOOP
        part := format('convention_event_%s', lpad(i::text, 2, '0'));
        EXECUTE format(
            'CREATE TABLE %I PARTITION OF convention_event FOR VALUES WITH (MODULUS 16, REMAINDER %s)', part, i);
        -- A statement trigger fires only on the table that the statement names.
        EXECUTE format(
            'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
             FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', part);
    END LOOP;
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON convention_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- One row per open wait; a reminder that repeats is one row re-armed.
CREATE TABLE convention_timer (
    campus_id text COLLATE "C" NOT NULL,
    convention_id uuid NOT NULL,
    name text COLLATE "C" NOT NULL,
    generation integer NOT NULL,
    bucket smallint NOT NULL CHECK (bucket BETWEEN 0 AND 15),
    fire_at timestamptz NOT NULL,
    PRIMARY KEY (campus_id, convention_id, name)
) WITH (autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX convention_timer_due ON convention_timer (bucket, fire_at);

CREATE TABLE effect (
    campus_id text COLLATE "C" NOT NULL,
    convention_id uuid NOT NULL,
    seq integer NOT NULL,
    n integer NOT NULL,
    status text COLLATE "C" NOT NULL DEFAULT 'pending'
        CHECK (status IN ('pending', 'delivered', 'abandoned', 'overtaken')),
    template_version smallint NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    lease_epoch bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,          -- the act's time
    -- The database's time. A claim moves next_try_at to the end of its lease, so that one index
    -- finds what is due and what a dead worker left.
    next_try_at timestamptz DEFAULT now(),
    lease_until timestamptz,
    settled_at timestamptz,
    -- What the message is composed from; never a link, a code or anything that opens one.
    kind text COLLATE "C" NOT NULL,
    to_name text NOT NULL,
    to_email text NOT NULL,
    to_locale text NOT NULL,
    to_zone text NOT NULL,
    slot integer NOT NULL,
    opinion integer NOT NULL,
    seat integer NOT NULL,
    last_error text NOT NULL DEFAULT '',
    proof text NOT NULL DEFAULT '',
    PRIMARY KEY (campus_id, convention_id, seq, n),
    CHECK ((status = 'pending') = (settled_at IS NULL)),
    CHECK ((status = 'pending') = (next_try_at IS NOT NULL))
) WITH (autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX effect_pending ON effect (next_try_at) WHERE status = 'pending';

CREATE TABLE member (
    campus_id text COLLATE "C" NOT NULL,
    convention_id uuid NOT NULL,
    organisation text NOT NULL,
    college text NOT NULL,
    status text NOT NULL,
    since date NOT NULL,
    PRIMARY KEY (campus_id, convention_id)
);

GRANT SELECT, INSERT ON convention_event TO contreseing_app, contreseing_jobs;
GRANT SELECT, INSERT, UPDATE (salt, value, erased_at) ON personal_value TO contreseing_app;
GRANT SELECT, INSERT ON personal_value TO contreseing_jobs;
GRANT SELECT, INSERT, UPDATE ON convention, effect TO contreseing_app, contreseing_jobs;
GRANT SELECT, INSERT, UPDATE, DELETE ON convention_timer TO contreseing_app, contreseing_jobs;
GRANT SELECT, INSERT ON member TO contreseing_app, contreseing_jobs;
