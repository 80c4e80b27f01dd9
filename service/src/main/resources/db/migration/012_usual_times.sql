-- // usual times
-- How long each kind of resource usually takes is asked of all journals at once.
create index journal_completions
  on journal ((event -> 'hook' -> 'resource' ->> 'resource_type'))
  where event ->> 'type' = 'apply_complete';

-- //@UNDO
drop index journal_completions;
