-- Lists begin with what was created last. An id is the caller's command id and says nothing of time.
-- The campus comes last, so that no look-up by campus and id is drawn to this index (006).
DROP INDEX convention_stage;
CREATE INDEX convention_stage ON convention (stage, campus_id, created_at DESC, id DESC);
CREATE INDEX convention_newest ON convention (created_at DESC, id DESC, campus_id);
