-- // usual times
-- The usual duration of each resource type is computed from all journals.
create index journal_completions
  on journal ((event -> 'hook' -> 'resource' ->> 'resource_type'))
  where event ->> 'type' = 'apply_complete';

-- //@UNDO
drop index journal_completions;
