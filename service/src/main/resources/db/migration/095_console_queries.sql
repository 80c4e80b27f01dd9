-- // console queries
-- The console's list is searched and sorted by these columns only, so that of the rows, which contain
-- documents, those of one page are read.
create index environments_searched on environments (tenant_id, status, region)
  include (id, name, account_id, created_by, created_at, status_since);

-- The reports count the operations of weeks without reading their rows.
create index operations_ended on operations (finished_at)
  include (tenant_id, state, kind, created_at, first_claimed_at) where finished_at is not null;
drop index operations_finished;
create index operations_failed on operations (finished_at) where state = 'failed';
create index operations_taken_over on operations (claimed_at) where epoch > 1;

-- //@UNDO
drop index operations_taken_over;
drop index operations_failed;
create index operations_finished on operations (finished_at) where finished_at is not null;
drop index operations_ended;
drop index environments_searched;
