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

GRANT SELECT, INSERT, UPDATE ON administrator, api_token TO contreseing_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON admin_session, throttle TO contreseing_app;
GRANT SELECT ON administrator TO contreseing_jobs;
GRANT SELECT, DELETE ON admin_session, throttle TO contreseing_jobs;
