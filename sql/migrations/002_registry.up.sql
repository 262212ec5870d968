-- Of the role that runs this, which may be a member without CREATEROLE. The server's two roles do the
-- same for themselves when it starts (sql/lives.cpp).
ALTER ROLE contreseing_owner SET idle_in_transaction_session_timeout = '60s';

-- Microseconds since 1970, as the program counts time.
CREATE FUNCTION micros(timestamptz) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (extract(epoch FROM $1) * 1000000)::bigint;

-- Names and titles as they are searched for: no accent, case, apostrophe, dash or composition of
-- letters matters. Ligatures and full-width forms are spelt out (NFKD), letters that have no accent to
-- lose get their plain neighbour, whatever is shown as nothing goes; then only letters, digits and
-- a few signs (100 %, R&D, an address's @) stay, and anything else parts words.
-- ICU's root locale, so that neither the database's own locale nor its letters matter.
CREATE FUNCTION plain(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN btrim(regexp_replace(
        translate(
            replace(replace(replace(replace(replace(
                regexp_replace(
                    lower(normalize($1, NFKD) COLLATE "und-x-icu"),
                    U&'[\0300-\036F\1AB0-\1AFF\1DC0-\1DFF\20D0-\20FF\FE20-\FE2F\00AD\061C\180E\200B-\200F\202A-\202E\2060-\2064\2066-\206F\FE00-\FE0F\FEFF]',
                    '', 'g'),
                'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss'), 'þ', 'th'), 'ŋ', 'ng'),
            U&'øđðħıłŧς\02B0\02B9\02BA\02BB\02BC\02BD\02BE\02BF\02C8\02CA\02CB\02EE\A78B\A78C',
            U&'oddhiltσ              '),
        '[^[:alnum:]%_&@+#€]+' COLLATE "und-x-icu", ' ', 'g'));

-- What to look for in such words, one pattern for each part of the text between blanks and apostrophes,
-- in whatever order they come; what a dash holds together stays together (« ADH-2026-001 »). One or two
-- letters count at the beginning of a word only, where the index can find them. Nothing to look for in a
-- text that is not empty finds nothing.
CREATE FUNCTION word_patterns(text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (SELECT coalesce(array_agg(DISTINCT CASE WHEN length(w) < 3 THEN '% ' ELSE '%' END
                || replace(replace(w, '%', '\%'), '_', '\_') || '%'), ARRAY[''])
        FROM (SELECT plain(part) AS w
            FROM regexp_split_to_table(
                normalize($1, NFKD), U&'[[:space:]''\2018\2019\02BC\0060]+') AS part) p
        WHERE w <> '');

-- Names whose parts an apostrophe, a dash, « saint » or a particle holds together are found written in
-- one as well: « okeefe » finds « O’Kéefe », « saintetienne » « Saint-Étienne », « legoff » « Le Goff ».
-- What is added to the words of a text for that: such names of it, in one. The particles ($2) are
-- alternatives of a regular expression over plain words: those of people would be found all over a title.
CREATE FUNCTION in_one(text, text DEFAULT 'saint|sainte') RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN concat_ws(' ',
        (SELECT string_agg(regexp_replace(m[1], U&'[''\2018\2019\201B\02BC\02B9\2032`\00B4\FF07\2010-\2015\2212\FE58\FE63\FF0D-]+', '', 'g'), ' ')
            FROM regexp_matches(normalize($1, NFC),
                U&'([^[:space:]''\2018\2019\201B\02BC\02B9\2032`\00B4\FF07\2010-\2015\2212\FE58\FE63\FF0D-]+(?:[''\2018\2019\201B\02BC\02B9\2032`\00B4\FF07\2010-\2015\2212\FE58\FE63\FF0D-]+[^[:space:]''\2018\2019\201B\02BC\02B9\2032`\00B4\FF07\2010-\2015\2212\FE58\FE63\FF0D-]+)+)', 'g') m),
        (SELECT string_agg(replace(m[1], ' ', ''), ' ')
            FROM regexp_matches(plain($1), '\m((?:(?:' || $2 || ') )+[[:alnum:]]+)', 'g') m));

CREATE FUNCTION in_one_person(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN in_one($1, 'saint|sainte|d|de|del|della|den|der|des|di|du|el|al|ben|l|la|le|les|mac|mc|o|ter|van|von');

-- The campus whose rows a session sees: none until one is set (sql/session.hpp).
CREATE FUNCTION here() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('contreseing.campus', true), '');

-- For each table that has `campus_id`, partitions too: whatever a statement says or forgets, the
-- server's roles see and write rows of that campus only. The owner, who dumps and restores, is held
-- by policies as well, and its own shows it all.
CREATE PROCEDURE keep_campuses_apart(VARIADIC tables regclass[]) LANGUAGE plpgsql AS $$
DECLARE
    kept regclass;
BEGIN
    FOREACH kept IN ARRAY tables LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', kept);
        EXECUTE format('CREATE POLICY of_campus ON %s TO contreseing_app, contreseing_jobs
            USING (campus_id = here())', kept);
        EXECUTE format('CREATE POLICY whole ON %s TO contreseing_owner USING (true)', kept);
    END LOOP;
END
$$;

-- One row: which installation this database belongs to, and whether it was just restored.
CREATE TABLE installation (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    -- Set by `contreseing restore`; nothing is sent or signed until somebody acknowledges it.
    restored_at timestamptz,
    acknowledged_at timestamptz,
    acknowledged_by text,
    CHECK (acknowledged_at IS NULL OR restored_at IS NOT NULL),
    CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL))
);
INSERT INTO installation (id) VALUES (gen_random_uuid());

CREATE TABLE campus (
    campus_id text COLLATE "C" PRIMARY KEY CHECK (campus_id ~ '^[a-z][a-z0-9]{1,11}$'),
    name text NOT NULL,
    represented_by text NOT NULL,
    support text NOT NULL,
    place text NOT NULL,
    reply_name text NOT NULL,
    reply_email text NOT NULL,
    reply_locale text NOT NULL CHECK (reply_locale IN ('fr', 'en')),
    reply_zone text NOT NULL CHECK (reply_zone IN ('metropole', 'alsace_moselle'))
);

CREATE TABLE person (
    campus_id text COLLATE "C" NOT NULL REFERENCES campus,
    id uuid NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    locale text NOT NULL CHECK (locale IN ('fr', 'en')),
    zone text NOT NULL CHECK (zone IN ('metropole', 'alsace_moselle')),
    words text COLLATE "C" NOT NULL
        GENERATED ALWAYS AS (' ' || plain(name || ' ' || email || ' ' || in_one_person(name))) STORED,
    PRIMARY KEY (campus_id, id)
);

CREATE TABLE organisation (
    campus_id text COLLATE "C" NOT NULL REFERENCES campus,
    id uuid NOT NULL,
    name text NOT NULL,
    place text NOT NULL,
    siret text NOT NULL CHECK (siret ~ '^([0-9]{14})?$'),
    zone text NOT NULL CHECK (zone IN ('metropole', 'alsace_moselle')),
    words text COLLATE "C" NOT NULL
        GENERATED ALWAYS AS (' ' || plain(name || ' ' || in_one(name))) STORED,
    PRIMARY KEY (campus_id, id)
);

-- Those that a campus carries, where they are several, as a region does. None is a legal person: its
-- support is.
CREATE TABLE network (
    campus_id text COLLATE "C" NOT NULL REFERENCES campus,
    id uuid NOT NULL,
    name text NOT NULL,
    support text NOT NULL,
    category text NOT NULL,
    represented_by text NOT NULL,             -- of the support; empty: as the campus's
    state text NOT NULL CHECK (state IN ('active', 'closed')),
    PRIMARY KEY (campus_id, id)
);

CREATE TABLE body (
    campus_id text COLLATE "C" NOT NULL REFERENCES campus,
    id uuid NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    network uuid,                             -- null: the campus's, common to its networks
    PRIMARY KEY (campus_id, id),
    FOREIGN KEY (campus_id, network) REFERENCES network
);

CREATE TABLE body_seat (
    campus_id text COLLATE "C" NOT NULL,
    body_id uuid NOT NULL,
    n integer NOT NULL,
    organisation text NOT NULL,
    vote text NOT NULL CHECK (vote IN ('deliberative', 'consultative', 'guest')),
    chair boolean NOT NULL,
    holder uuid,
    substitute uuid,
    substitute_acts boolean NOT NULL,
    PRIMARY KEY (campus_id, body_id, n),
    FOREIGN KEY (campus_id, body_id) REFERENCES body ON DELETE CASCADE,
    FOREIGN KEY (campus_id, holder) REFERENCES person,
    FOREIGN KEY (campus_id, substitute) REFERENCES person
);

-- Whatever is appended here stays: also used for types and for the journal.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: append only', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';
END
$$;

CREATE TABLE convention_type (
    campus_id text COLLATE "C" NOT NULL REFERENCES campus,
    key text COLLATE "C" NOT NULL,
    version integer NOT NULL CHECK (version >= 1),
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    body text COMPRESSION lz4 NOT NULL,
    published_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (campus_id, key, version)
);
CREATE TRIGGER convention_type_is_immutable
    BEFORE UPDATE OR DELETE OR TRUNCATE ON convention_type
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Types that are no longer offered for new acts. The type itself stays: acts begun with it keep it.
CREATE TABLE convention_type_withdrawal (
    campus_id text COLLATE "C" NOT NULL REFERENCES campus,
    key text COLLATE "C" NOT NULL,
    withdrawn_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (campus_id, key)
);

CALL keep_campuses_apart(
    'campus', 'person', 'organisation', 'network', 'body', 'body_seat', 'convention_type',
    'convention_type_withdrawal');

-- For the operator's commands, which look for the campus.
CREATE FUNCTION every_campus() RETURNS SETOF campus LANGUAGE sql STABLE SECURITY DEFINER
    BEGIN ATOMIC SELECT * FROM campus; END;
REVOKE EXECUTE ON FUNCTION every_campus() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION every_campus() TO contreseing_app;

GRANT SELECT, INSERT, UPDATE ON campus, person, organisation, network, body TO contreseing_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON body_seat TO contreseing_app;
GRANT SELECT, INSERT ON convention_type TO contreseing_app;
GRANT SELECT, INSERT, DELETE ON convention_type_withdrawal TO contreseing_app;
GRANT SELECT, UPDATE (acknowledged_at, acknowledged_by) ON installation TO contreseing_app;
GRANT SELECT ON installation, campus, person, organisation, network, body, body_seat,
    convention_type, convention_type_withdrawal TO contreseing_jobs;
