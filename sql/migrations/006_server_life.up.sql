-- A server that is alive shows itself here every few seconds (sql/lives.hpp). A claim is worth as
-- long as its holder's life: what a dead server held belongs to nobody, at once.
CREATE TABLE server_life (
    id uuid PRIMARY KEY,
    node text COLLATE "C" NOT NULL,  -- one living process each; a new one knows that the last is dead
    started_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);
GRANT SELECT, INSERT, UPDATE, DELETE ON server_life TO contreseing_app, contreseing_jobs;
