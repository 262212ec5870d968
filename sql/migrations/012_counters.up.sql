-- Counters of attempts are bounded: one of a fixed number of keys per kind (`counter_key`), and short.
-- Those of before are of no use any more: their keys held what was typed.
DELETE FROM throttle;
ALTER TABLE throttle ADD CHECK (length(key) <= 64);
