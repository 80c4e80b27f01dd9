-- // worker problems
-- The problems of a worker's host that keep it from claiming operations, or soon will: a list of
-- failures, empty if there are none.
alter table workers add column problems jsonb not null default '[]';

-- //@UNDO
alter table workers drop column problems;
