-- With the campus first, this index could answer "campus and id" too, and on a small or never
-- analysed table the planner took it in place of the primary key: a plan that is kept, and that walks the
-- whole campus once there is one. With the stage first only what names a stage can use it.
DROP INDEX convention_stage;
CREATE INDEX convention_stage ON convention (stage, campus_id, id);
