-- A slot keeps its codes by session (`cs`) where it kept one code (`c`) and the times of all (`ca`).
-- What was sent before is over in ten minutes: only the code that may still be typed is carried over.
UPDATE convention SET state = rewritten.state
FROM (
    SELECT campus_id, id, jsonb_set(state::jsonb, '{s}', (
        SELECT jsonb_agg(
            CASE WHEN slot ? 'c'
                THEN slot - 'ca' - 'c' || jsonb_build_object('cs', jsonb_build_array(slot -> 'c'))
                ELSE slot - 'ca' END ORDER BY place)
        FROM jsonb_array_elements(state::jsonb -> 's') WITH ORDINALITY AS slots (slot, place)
        ))::text AS state
    FROM convention
    WHERE EXISTS (
        SELECT FROM jsonb_array_elements(state::jsonb -> 's') AS slot WHERE slot ?| ARRAY['c', 'ca'])
) AS rewritten
WHERE convention.campus_id = rewritten.campus_id AND convention.id = rewritten.id;
