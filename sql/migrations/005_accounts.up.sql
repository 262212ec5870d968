-- Accounts are looked up before any campus is known, so that login, token and session are unique
-- in the installation.
CREATE TABLE administrator (
    campus_id text COLLATE "C" NOT NULL REFERENCES campus,
    id uuid NOT NULL UNIQUE,
    login text COLLATE "C" NOT NULL UNIQUE,
    name text NOT NULL,
    email text NOT NULL,
    locale text NOT NULL CHECK (locale IN ('fr', 'en')),
    zone text NOT NULL CHECK (zone IN ('metropole', 'alsace_moselle')),
    password_hash text NOT NULL,
    totp_secret text NOT NULL,
    totp_last_step bigint NOT NULL,
    active boolean NOT NULL,
    PRIMARY KEY (campus_id, id)
);

CREATE TABLE admin_session (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    campus_id text COLLATE "C" NOT NULL,
    administrator_id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    FOREIGN KEY (campus_id, administrator_id) REFERENCES administrator
);
CREATE INDEX admin_session_expiry ON admin_session (expires_at);

CREATE TABLE api_token (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    campus_id text COLLATE "C" NOT NULL REFERENCES campus,
    name text NOT NULL,
    created_by uuid NOT NULL,
    revoked_at timestamptz
);

CREATE TABLE throttle (
    -- One of a fixed number of keys per kind (workflows/app/counter_key.hpp).
    key text COLLATE "C" PRIMARY KEY CHECK (length(key) <= 64),
    window_start timestamptz NOT NULL,
    attempts integer NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX throttle_expiry ON throttle (expires_at);

CALL keep_campuses_apart('administrator', 'admin_session', 'api_token');
-- The jobs forget what is over, wherever it is.
CREATE POLICY sweep ON admin_session FOR SELECT TO contreseing_jobs USING (true);
CREATE POLICY sweep_away ON admin_session FOR DELETE TO contreseing_jobs USING (true);

-- Before a campus is known a row is found by what only its owner holds, or types: one at a time.
-- In PL/pgSQL, which keeps the plans of a session.
CREATE FUNCTION administrator_named(text) RETURNS SETOF administrator
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = contreseing, pg_temp
    AS $$BEGIN RETURN QUERY SELECT * FROM administrator WHERE login = $1; END$$;
CREATE FUNCTION administrator_of_id(uuid) RETURNS SETOF administrator
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = contreseing, pg_temp
    AS $$BEGIN RETURN QUERY SELECT * FROM administrator WHERE id = $1; END$$;
CREATE FUNCTION open_session_of(bytea, timestamptz) RETURNS SETOF admin_session
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = contreseing, pg_temp
    AS $$BEGIN RETURN QUERY SELECT s.* FROM admin_session s
        WHERE s.token_hash = $1 AND s.expires_at > $2 AND EXISTS (
            SELECT FROM administrator a WHERE a.id = s.administrator_id AND a.active); END$$;
CREATE FUNCTION api_token_of(bytea) RETURNS SETOF api_token
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = contreseing, pg_temp
    AS $$BEGIN RETURN QUERY SELECT * FROM api_token WHERE token_hash = $1; END$$;
CREATE FUNCTION end_session(bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = contreseing, pg_temp
    AS $$BEGIN DELETE FROM admin_session WHERE token_hash = $1; END$$;
REVOKE EXECUTE ON FUNCTION administrator_named(text), administrator_of_id(uuid),
    open_session_of(bytea, timestamptz), api_token_of(bytea), end_session(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION administrator_named(text), administrator_of_id(uuid),
    open_session_of(bytea, timestamptz), api_token_of(bytea), end_session(bytea) TO contreseing_app;
GRANT EXECUTE ON FUNCTION administrator_of_id(uuid) TO contreseing_jobs;

GRANT SELECT, INSERT, UPDATE ON administrator, api_token TO contreseing_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON admin_session, throttle TO contreseing_app;
GRANT SELECT ON administrator TO contreseing_jobs;
GRANT SELECT, DELETE ON admin_session, throttle TO contreseing_jobs;
