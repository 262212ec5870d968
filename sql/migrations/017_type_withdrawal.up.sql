-- Types that are no longer offered for new acts. The type itself stays: acts begun with it keep it.
CREATE TABLE convention_type_withdrawal (
    campus_id text COLLATE "C" NOT NULL REFERENCES campus,
    key text COLLATE "C" NOT NULL,
    withdrawn_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (campus_id, key)
);
GRANT SELECT, INSERT, DELETE ON convention_type_withdrawal TO contreseing_app;
GRANT SELECT ON convention_type_withdrawal TO contreseing_jobs;
