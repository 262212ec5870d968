-- « COS informé » follows from messages that left, in another transaction: what still has to be recorded
-- is found by this column, which the act's own transitions keep.
ALTER TABLE convention ADD COLUMN to_inform boolean NOT NULL DEFAULT false;
CREATE INDEX convention_to_inform ON convention (campus_id, id) WHERE to_inform;
UPDATE convention c SET to_inform = true
WHERE stage = 'in_force'
    AND EXISTS (SELECT FROM effect e
        WHERE e.campus_id = c.campus_id AND e.convention_id = c.id AND e.kind = 'body_information')
    AND NOT EXISTS (SELECT FROM convention_event v
        WHERE v.campus_id = c.campus_id AND v.convention_id = c.id
            AND v.body LIKE '%"type":"body_informed"%');
