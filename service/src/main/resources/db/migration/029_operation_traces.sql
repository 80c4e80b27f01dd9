-- // operation traces
-- The spans of an operation, if traces are exported: so that all workers that execute it one after
-- the other continue one trace, and the successor of a killed worker can end its open span. Contexts
-- are in the form of the header traceparent. claim_context is the span of the latest claim,
-- step_context that of the step in progress.
create table operation_traces (
  operation_id text primary key references operations on delete cascade,
  context text not null,
  claim_context text,
  step_context text,
  step text,
  step_started_at timestamptz,
  check ((step_context is null) = (step is null) and (step is null) = (step_started_at is null))
);

-- //@UNDO
drop table operation_traces;
