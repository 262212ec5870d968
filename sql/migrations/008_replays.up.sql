-- A command id given again to another request is refused: what tells requests apart is kept beside the
-- entries, outside what is hashed. It is keyed with session.key, so that it says nothing of a value that
-- was erased. Entries of before have none, and are not compared.
ALTER TABLE convention_event ADD COLUMN fingerprint text COLLATE "C";
