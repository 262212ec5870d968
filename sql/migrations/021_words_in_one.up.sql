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

ALTER TABLE person DROP COLUMN words;
ALTER TABLE person ADD COLUMN words text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (' ' || plain(name || ' ' || email || ' ' || in_one_person(name))) STORED;
ALTER TABLE organisation DROP COLUMN words;
ALTER TABLE organisation ADD COLUMN words text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (' ' || plain(name || ' ' || in_one(name))) STORED;

CREATE OR REPLACE FUNCTION search_row(
    campus text, id uuid, created_at timestamptz, type_key text, type_version integer, reference text,
    title text, parties text, people text) RETURNS convention_search LANGUAGE sql STABLE PARALLEL SAFE
    RETURN ROW($1, $2, $3, $4,
        coalesce(substring($6 from '-([0-9]{4})-')::integer,
            extract(year from $3 AT TIME ZONE 'Europe/Paris')::integer),
        $7, ' ' || plain($8 || ' · ' || in_one($8)),
        ' ' || plain(concat_ws(' · ', $6, substring($6 from '([1-9][0-9]*)$'), $7, $8, $9,
            in_one($6 || ' ' || $7 || ' ' || $8), in_one_person($9),
            (SELECT string_agg(t.value, ' · ')
                FROM convention_type c, jsonb_each_text(c.body::jsonb -> 'title') t
                WHERE c.campus_id = $1 AND c.key = $4 AND c.version = $5))))::convention_search;

-- What is stored, again. The index is made once, at the end.
DROP INDEX convention_search_words;
UPDATE convention_search AS kept SET (parties, words) = (r.parties, r.words)
FROM convention c
    CROSS JOIN LATERAL (SELECT c.state::jsonb AS state) s
    CROSS JOIN LATERAL search_row(
        c.campus_id, c.id, c.created_at, c.type_key, c.type_version, c.reference, c.title,
        (SELECT coalesce(string_agg(p ->> 'n', ' · '), '') FROM jsonb_array_elements(s.state -> 'p') p),
        concat_ws(' · ',
            (SELECT string_agg(p ->> 'r', ' · ') FROM jsonb_array_elements(s.state -> 'p') p),
            (SELECT string_agg(p -> 'h' ->> 'n', ' · ') FROM jsonb_array_elements(s.state -> 's') p))) r
WHERE c.campus_id = kept.campus_id AND c.id = kept.id;
CREATE INDEX convention_search_words ON convention_search USING gin (words gin_trgm_ops) WITH (fastupdate = off);
ANALYZE convention_search;
