-- // retention of operations
-- Which details of an ended operation are kept: all, those that the recovery of its environment needs,
-- or none, after the environment was destroyed.
alter table operations add column details_kept text not null default 'all'
  check (details_kept in ('all', 'recovery', 'none'));
create index operations_with_all_details on operations (finished_at)
  where finished_at is not null and details_kept = 'all';
create index operations_with_recovery_details on operations (environment_id)
  where details_kept = 'recovery';
create index environments_destroyed on environments (destroyed_at) where destroyed_at is not null;

-- Rows are selected by age.
create index processes_ended on processes (ended_at) where ended_at is not null;
create index idempotency_keys_created on idempotency_keys (created_at);
create index workers_renewed on workers (renewed_at);
create index region_outcomes_by_time on region_outcomes (at);

-- Rows that refer to an operation or a worker are found without reading whole tables.
create index events_of_operation on events (operation_id) where operation_id is not null;
create index log_lines_of_operation on log_lines (operation_id);
create index kept_states_of_operation on kept_states (operation_id);
create index idempotency_keys_of_operation on idempotency_keys (operation_id);
create index region_outcomes_of_operation on region_outcomes (operation_id);
create index operations_of_worker on operations (worker_id) where worker_id is not null;

-- //@UNDO
drop index operations_of_worker;
drop index region_outcomes_of_operation;
drop index idempotency_keys_of_operation;
drop index kept_states_of_operation;
drop index log_lines_of_operation;
drop index events_of_operation;
drop index region_outcomes_by_time;
drop index workers_renewed;
drop index idempotency_keys_created;
drop index processes_ended;
drop index environments_destroyed;
drop index operations_with_recovery_details;
drop index operations_with_all_details;
alter table operations drop column details_kept;
