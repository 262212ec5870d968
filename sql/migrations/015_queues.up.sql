-- A server that is alive shows itself here every few seconds (sql/lives.hpp). A claim is worth as
-- long as its holder's life: what a dead server held belongs to nobody, at once.
CREATE TABLE server_life (
    id uuid PRIMARY KEY,
    node text COLLATE "C" NOT NULL,  -- one living process each; a new one knows that the last is dead
    started_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);
GRANT SELECT, INSERT, UPDATE, DELETE ON server_life TO contreseing_app, contreseing_jobs;

ALTER TABLE document ADD COLUMN holder uuid;

-- 0: somebody looks at a page until it comes (a code, a new link); 1: the others.
ALTER TABLE effect
    ADD COLUMN lane smallint NOT NULL DEFAULT 1 CHECK (lane IN (0, 1)),
    ADD COLUMN holder uuid;
UPDATE effect SET lane = 0 WHERE status = 'pending' AND kind IN ('code', 'new_link');
-- A claim changes no indexed column, so that it stays in its page and leaves no dead entry at the
-- head of the queue. Statements that know the key say `settled_at IS NULL`, never the status: a
-- plan made while nothing waits would take this small index for the key's (sql/effect_store.cpp).
DROP INDEX effect_pending;
CREATE INDEX effect_waiting ON effect (lane, next_try_at) WHERE status = 'pending';
ALTER TABLE effect SET (fillfactor = 80);

-- One order for all: the oldest first, then what was armed first. By buckets, each look read
-- sixteen hundred rows for a hundred.
DROP INDEX convention_timer_due;
ALTER TABLE convention_timer
    DROP COLUMN bucket,
    ADD COLUMN armed_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX convention_timer_due ON convention_timer (fire_at, armed_at);
