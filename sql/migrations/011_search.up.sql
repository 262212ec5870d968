-- Names and titles as they are searched for: no accent, case, apostrophe, dash or composition of
-- letters matters. Ligatures and full-width forms are spelt out (NFKD), letters that have no accent to
-- lose get their plain neighbour, whatever is shown as nothing goes; then only letters, digits and
-- a few signs (100 %, R&D, an address's @) stay, and anything else parts words.
-- ICU's root locale, so that neither the database's own locale nor its letters matter.
CREATE OR REPLACE FUNCTION plain(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
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

ALTER TABLE person ADD COLUMN words text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (' ' || plain(name || ' ' || email)) STORED;
ALTER TABLE organisation ADD COLUMN words text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (' ' || plain(name)) STORED;

-- What a convention is searched, sorted and sifted by, beside its row: the row is written at each step
-- of the act, and an index of words on it would be too. Written when title, parties, signatories or
-- personal values change. No foreign key: the statement that writes it has just locked the row.
DROP INDEX convention_search;
CREATE TABLE convention_search (
    campus_id text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    type_key text COLLATE "C" NOT NULL,
    year integer NOT NULL,                    -- as in the reference
    title text NOT NULL,
    parties text COLLATE "C" NOT NULL,        -- plain words of their names
    words text COLLATE "C" NOT NULL,          -- plain words of everything searched in
    PRIMARY KEY (campus_id, id)
);

-- The row of an act whose parties and signatories have these names. The number of a reference counts
-- without its zeros too, and the kind of act by its title in every language.
CREATE FUNCTION search_row(
    campus text, id uuid, created_at timestamptz, type_key text, type_version integer, reference text,
    title text, parties text, people text) RETURNS convention_search LANGUAGE sql STABLE PARALLEL SAFE
    RETURN ROW($1, $2, $3, $4,
        coalesce(substring($6 from '-([0-9]{4})-')::integer,
            extract(year from $3 AT TIME ZONE 'Europe/Paris')::integer),
        $7, ' ' || plain($8),
        ' ' || plain(concat_ws(' · ', $6, substring($6 from '([1-9][0-9]*)$'), $7, $8, $9,
            (SELECT string_agg(t.value, ' · ')
                FROM convention_type c, jsonb_each_text(c.body::jsonb -> 'title') t
                WHERE c.campus_id = $1 AND c.key = $4 AND c.version = $5))))::convention_search;

-- Names as they lie in the states that are stored (p: parties, n: name, r: represented by, s: slots,
-- h: holder).
INSERT INTO convention_search
SELECT r.* FROM convention c
    CROSS JOIN LATERAL (SELECT c.state::jsonb AS state) s
    CROSS JOIN LATERAL search_row(
        c.campus_id, c.id, c.created_at, c.type_key, c.type_version, c.reference, c.title,
        (SELECT coalesce(string_agg(p ->> 'n', ' · '), '') FROM jsonb_array_elements(s.state -> 'p') p),
        concat_ws(' · ',
            (SELECT string_agg(p ->> 'r', ' · ') FROM jsonb_array_elements(s.state -> 'p') p),
            (SELECT string_agg(p -> 'h' ->> 'n', ' · ') FROM jsonb_array_elements(s.state -> 's') p))) r;

-- The campus first: nothing but lists reads this table by anything else than its key.
CREATE INDEX convention_search_newest ON convention_search (campus_id, created_at DESC, id DESC);
CREATE INDEX convention_search_type ON convention_search (campus_id, type_key, created_at DESC, id DESC);
CREATE INDEX convention_search_year ON convention_search (campus_id, year, created_at DESC, id DESC);
CREATE INDEX convention_search_title ON convention_search (campus_id, title COLLATE "fr-x-icu", id);
CREATE INDEX convention_search_words ON convention_search USING gin (words gin_trgm_ops) WITH (fastupdate = off);
ANALYZE convention_search;

-- Lists by deadline. It moves with ranks and stages, not with each step of an act.
CREATE INDEX convention_deadline ON convention (campus_id, (coalesce(next_deadline, 'infinity')), id);

GRANT SELECT, INSERT, UPDATE ON convention_search TO contreseing_app;
GRANT SELECT ON convention_search TO contreseing_jobs;
