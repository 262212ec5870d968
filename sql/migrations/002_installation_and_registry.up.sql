-- Microseconds since 1970, as the program counts time.
CREATE FUNCTION micros(timestamptz) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (extract(epoch FROM $1) * 1000000)::bigint;

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
    PRIMARY KEY (campus_id, id)
);

CREATE TABLE organisation (
    campus_id text COLLATE "C" NOT NULL REFERENCES campus,
    id uuid NOT NULL,
    name text NOT NULL,
    place text NOT NULL,
    siret text NOT NULL CHECK (siret ~ '^([0-9]{14})?$'),
    zone text NOT NULL CHECK (zone IN ('metropole', 'alsace_moselle')),
    PRIMARY KEY (campus_id, id)
);

CREATE TABLE body (
    campus_id text COLLATE "C" NOT NULL REFERENCES campus,
    id uuid NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (campus_id, id)
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

GRANT SELECT, INSERT, UPDATE ON campus, person, organisation, body TO contreseing_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON body_seat TO contreseing_app;
GRANT SELECT, INSERT ON convention_type TO contreseing_app;
GRANT SELECT, UPDATE (acknowledged_at, acknowledged_by) ON installation TO contreseing_app;
GRANT SELECT ON installation, campus, person, organisation, body, body_seat, convention_type
    TO contreseing_jobs;
