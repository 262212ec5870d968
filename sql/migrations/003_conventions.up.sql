-- The state of a convention is the fold of its events, kept as a row so that reading is one query.
-- No index on a column that changes at each step except the stage and the next deadline: updates stay in their page (HOT).
CREATE TABLE convention (
    campus_id text COLLATE "C" NOT NULL REFERENCES campus,
    id uuid NOT NULL,
    ver integer NOT NULL CHECK (ver >= 1),
    stage text COLLATE "C" NOT NULL CHECK (stage IN (
        'drafting', 'under_opinion', 'awaiting_authority', 'in_signature', 'signed', 'in_force',
        'declined', 'abandoned', 'ended')),
    needs_help boolean NOT NULL,
    -- « COS informé » follows from messages that left, in another transaction: what still has to be
    -- recorded is found by this column, which the act's own transitions keep.
    to_inform boolean NOT NULL DEFAULT false,
    head bytea NOT NULL CHECK (length(head) = 32),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    since timestamptz,
    last_reminder_at timestamptz,
    next_deadline timestamptz,
    -- Columns of indexes: behind a policy the planner trusts columns, not expressions.
    deadline_order timestamptz NOT NULL GENERATED ALWAYS AS (coalesce(next_deadline, 'infinity')) STORED,
    type_key text COLLATE "C" NOT NULL,
    type_version integer NOT NULL,
    reference text COLLATE "C" NOT NULL CHECK (reference <> ''),
    reference_length integer NOT NULL GENERATED ALWAYS AS (length(reference)) STORED,
    title text NOT NULL,
    pen_holder text NOT NULL,
    network uuid,                             -- null: the campus is its only one
    state text COMPRESSION lz4 NOT NULL,
    PRIMARY KEY (campus_id, id),
    FOREIGN KEY (campus_id, network) REFERENCES network
) WITH (fillfactor = 75, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0.02);

-- Unique per campus; the length first, so that the greatest number of a series is one probe.
CREATE UNIQUE INDEX convention_reference ON convention (campus_id, reference_length, reference);
-- Lists begin with what was created last: an id is the caller's command id and says nothing of time.
-- The campus never comes first where its id follows: on a small or never analysed table the planner
-- would take such an index in place of the primary key, a plan that is kept, and that walks the whole
-- campus once there is one.
CREATE INDEX convention_stage ON convention (stage, campus_id, created_at DESC, id DESC);
CREATE INDEX convention_newest ON convention (created_at DESC, id DESC, campus_id);
-- Lists by deadline. It moves with ranks and stages, not with each step of an act.
CREATE INDEX convention_deadline ON convention (campus_id, deadline_order, id);

CREATE INDEX convention_needing_help ON convention (campus_id, id) WHERE needs_help;
CREATE INDEX convention_to_inform ON convention (campus_id, id) WHERE to_inform;

-- What a convention is searched, sorted and sifted by, beside its row: the row is written at each step
-- of the act, and an index of words on it would be too. Written when title, parties, signatories or
-- personal values change. No foreign key: the statement that writes it has just locked the row.
CREATE TABLE convention_search (
    campus_id text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    type_key text COLLATE "C" NOT NULL,
    year integer NOT NULL,                    -- as in the reference
    network uuid,
    title text NOT NULL,
    parties text COLLATE "C" NOT NULL,        -- plain words of their names
    words text COLLATE "C" NOT NULL,          -- plain words of everything searched in
    PRIMARY KEY (campus_id, id)
);

-- The row of an act whose parties and signatories have these names. The number of a reference counts
-- without its zeros too, and the kind of act by its title in every language.
CREATE FUNCTION search_row(
    campus text, id uuid, created_at timestamptz, type_key text, type_version integer, reference text,
    network uuid, title text, parties text, people text) RETURNS convention_search LANGUAGE sql STABLE PARALLEL SAFE
    RETURN ROW($1, $2, $3, $4,
        coalesce(substring($6 from '-([0-9]{4})-')::integer,
            extract(year from $3 AT TIME ZONE 'Europe/Paris')::integer),
        $7, $8, ' ' || plain($9 || ' · ' || in_one($9)),
        ' ' || plain(concat_ws(' · ', $6, substring($6 from '([1-9][0-9]*)$'), $8, $9, $10,
            in_one($6 || ' ' || $8 || ' ' || $9), in_one_person($10),
            (SELECT string_agg(t.value, ' · ')
                FROM convention_type c, jsonb_each_text(c.body::jsonb -> 'title') t
                WHERE c.campus_id = $1 AND c.key = $4 AND c.version = $5))))::convention_search;

-- The campus first: nothing but lists reads this table by anything else than its key.
CREATE INDEX convention_search_newest ON convention_search (campus_id, created_at DESC, id DESC);
CREATE INDEX convention_search_type ON convention_search (campus_id, type_key, created_at DESC, id DESC);
CREATE INDEX convention_search_year ON convention_search (campus_id, year, created_at DESC, id DESC);
CREATE INDEX convention_search_network ON convention_search (campus_id, network, created_at DESC, id DESC)
    WHERE network IS NOT NULL;
CREATE INDEX convention_search_title ON convention_search (campus_id, title COLLATE "fr-x-icu", id);
CREATE INDEX convention_search_words ON convention_search USING gin (words gin_trgm_ops) WITH (fastupdate = off);

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
    -- What tells two requests under one command id apart, keyed with session.key so that it says
    -- nothing of a value that was erased; outside what is hashed.
    fingerprint text COLLATE "C",
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
) WITH (autovacuum_vacuum_insert_threshold = 10000, autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0);

-- What is only ever added to is vacuumed and frozen soon after. While its pages are in the log
-- since the last checkpoint anyway, this logs next to nothing (2 MB for 100 MB of documents); after
-- that checkpoint it logs every page whole: 99 MB for what marks rows as visible, 96 MB more on the
-- day they are frozen (page checksums; docs/performance.md).
DO $$
DECLARE
    part text;
BEGIN
    FOR i IN 0..15 LOOP
        part := format('convention_event_%s', lpad(i::text, 2, '0'));
        EXECUTE format(
            'CREATE TABLE %I PARTITION OF convention_event FOR VALUES WITH (MODULUS 16, REMAINDER %s)
             WITH (autovacuum_vacuum_insert_threshold = 1000, autovacuum_vacuum_insert_scale_factor = 0,
             autovacuum_freeze_min_age = 0)', part, i);
        -- A statement trigger fires only on the table that the statement names.
        EXECUTE format(
            'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
             FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', part);
        CALL keep_campuses_apart(part::regclass);
    END LOOP;
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON convention_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- One row per open wait; a reminder that repeats is one row re-armed.
CREATE TABLE convention_timer (
    campus_id text COLLATE "C" NOT NULL,
    convention_id uuid NOT NULL,
    kind text COLLATE "C" NOT NULL,
    -- Whose, as everywhere: `slot/3`, `opinion/1/seat/2`, empty for the whole act.
    place text COLLATE "C" NOT NULL,
    generation integer NOT NULL,
    fire_at timestamptz NOT NULL,
    armed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (campus_id, convention_id, kind, place)
) WITH (autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0.02);
-- One order for all: the oldest first, then what was armed first.
CREATE INDEX convention_timer_due ON convention_timer (fire_at, armed_at);

CREATE TABLE effect (
    campus_id text COLLATE "C" NOT NULL,
    convention_id uuid NOT NULL,
    seq integer NOT NULL,
    n integer NOT NULL,
    status text COLLATE "C" NOT NULL DEFAULT 'pending'
        CHECK (status IN ('pending', 'delivered', 'abandoned', 'overtaken', 'refused')),
    -- 0: somebody looks at a page until it comes (a code, a new link); 1: the other mails; 2: what
    -- one act asks of another.
    lane smallint NOT NULL DEFAULT 1 CHECK (lane IN (0, 1, 2)),
    attempts integer NOT NULL DEFAULT 0,
    lease_epoch bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,          -- the act's time
    -- The database's time. A claim moves next_try_at to the end of its lease, so that one index
    -- finds what is due and what a dead worker left.
    next_try_at timestamptz DEFAULT now(),
    lease_until timestamptz,
    holder uuid,                              -- server_life.id
    settled_at timestamptz,
    -- What it is carried out from; never a link, a code or anything that opens one. No CHECK: what a
    -- newer server wrote stays here for it, and an older one leaves it alone.
    kind text COLLATE "C" NOT NULL,           -- mail, follow_up
    what text COLLATE "C" NOT NULL,           -- which of its kind: invitation; abandon
    place text COLLATE "C" NOT NULL,          -- whose it is about (workflows/ground/place.hpp)
    payload text COMPRESSION lz4 NOT NULL,    -- JSON of its kind (workflows/codec/effect_codec.hpp)
    -- Those of one act to one receiver go in the order of (seq, n); null: in any.
    receiver text COLLATE "C",
    last_error text NOT NULL DEFAULT '',
    proof text NOT NULL DEFAULT '',
    PRIMARY KEY (campus_id, convention_id, seq, n),
    CHECK ((status = 'pending') = (settled_at IS NULL)),
    CHECK ((status = 'pending') = (next_try_at IS NOT NULL))
) WITH (fillfactor = 80, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0.02);
-- A claim changes no indexed column, so that it stays in its page and leaves no dead entry at the
-- head of the queue. Statements that know the key say `settled_at IS NULL`, never the status: a
-- plan made while nothing waits would take this small index for the key's (sql/effect_store.cpp).
CREATE INDEX effect_waiting ON effect (lane, next_try_at) WHERE status = 'pending';
-- Whether an earlier one to the same receiver waits.
CREATE INDEX effect_in_order ON effect (campus_id, convention_id, receiver, seq, n)
    WHERE status = 'pending' AND receiver IS NOT NULL;
-- What people still have to look at.
CREATE INDEX effect_refused ON effect (campus_id, created_at) WHERE status = 'refused';

CREATE TABLE member (
    campus_id text COLLATE "C" NOT NULL,
    convention_id uuid NOT NULL,
    organisation text NOT NULL,
    college text NOT NULL,
    status text NOT NULL,
    since date NOT NULL,
    PRIMARY KEY (campus_id, convention_id)
);

-- What an act is to others, in its order; written with the act when that changes. No foreign key to
-- its row, which the statement that writes this one has just locked; nor to the other act's, which
-- the decision looked for and nothing removes.
CREATE TABLE relation (
    campus_id text COLLATE "C" NOT NULL,
    convention_id uuid NOT NULL,
    n integer NOT NULL CHECK (n >= 1),
    kind text COLLATE "C" NOT NULL CHECK (kind IN (
        'amends', 'applies', 'transfers', 'replaces', 'conforms_to')),
    to_id uuid CHECK (to_id <> convention_id),
    to_text text CHECK (to_text <> ''),       -- an act signed elsewhere
    signed_on date,
    PRIMARY KEY (campus_id, convention_id, n),
    CHECK ((to_id IS NULL) <> (to_text IS NULL)),
    CHECK (signed_on IS NULL OR to_id IS NULL)
);
CREATE INDEX relation_to ON relation (campus_id, to_id) WHERE to_id IS NOT NULL;

CALL keep_campuses_apart(
    'convention', 'convention_search', 'convention_event', 'personal_value', 'convention_timer',
    'effect', 'member', 'relation');
-- The jobs find what is due in whatever campus, and settle messages of several at once.
CREATE POLICY queue ON effect FOR SELECT TO contreseing_jobs USING (true);
CREATE POLICY claim ON effect FOR UPDATE TO contreseing_jobs USING (true);
CREATE POLICY queue ON convention_timer FOR SELECT TO contreseing_jobs USING (true);
CREATE POLICY queue ON convention FOR SELECT TO contreseing_jobs USING (to_inform);

-- Lists read the words through a view of the owner's. Behind a policy the planner may ask neither an
-- index nor its statistics whether a text is like another, since that operator could tell of hidden
-- rows: this table's policies bind the server's roles, not its owner
-- (docs/adr/0022-rows-of-one-campus.md).
ALTER TABLE convention_search NO FORCE ROW LEVEL SECURITY;
CREATE VIEW convention_search_here AS SELECT * FROM convention_search WHERE campus_id = here();

-- For `journal verify`, which then reads each under its campus. Journals whose convention's row, or
-- whose campus, is gone are walked too.
CREATE FUNCTION every_journal() RETURNS TABLE (campus_id text, convention_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER
    BEGIN ATOMIC
        SELECT c.campus_id, c.id FROM convention c
        UNION SELECT e.campus_id, e.convention_id FROM convention_event e;
    END;
REVOKE EXECUTE ON FUNCTION every_journal() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION every_journal() TO contreseing_app;

GRANT SELECT ON convention_search_here TO contreseing_app, contreseing_jobs;
GRANT SELECT, INSERT ON convention_event TO contreseing_app, contreseing_jobs;
GRANT SELECT, INSERT, UPDATE (salt, value, erased_at) ON personal_value TO contreseing_app;
GRANT SELECT, INSERT ON personal_value TO contreseing_jobs;
GRANT SELECT, INSERT, UPDATE ON convention, convention_search, effect TO contreseing_app, contreseing_jobs;
GRANT SELECT, INSERT, UPDATE, DELETE ON convention_timer, relation TO contreseing_app, contreseing_jobs;
GRANT SELECT, INSERT ON member TO contreseing_app, contreseing_jobs;
