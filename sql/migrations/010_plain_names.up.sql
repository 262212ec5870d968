-- Names as they are searched for: « helene » finds « Hélène », « l'oeuvre » finds « L’Œuvre ».
-- Neither the case nor the accents of the database's own locale are needed.
CREATE FUNCTION plain(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN lower(regexp_replace(
        normalize(
            replace(replace(replace(replace(translate($1, '’', ''''),
                'œ', 'oe'), 'Œ', 'oe'), 'æ', 'ae'), 'Æ', 'ae'),
            NFD),
        U&'[\0300-\036F]', '', 'g'));
