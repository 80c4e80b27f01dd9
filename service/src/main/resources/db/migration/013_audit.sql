-- // audit
-- Who did what to which environment, when and why, with the outcome. The table has no foreign keys, so
-- that entries outlive the rows that they refer to. An action with effects outside of the database is
-- recorded as 'begun' before its effect; an entry that remains so belongs to a process that died.
create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  tenant_id text not null,
  actor text not null,
  key_id text not null,
  action text not null,
  environment_id text,
  operation_id text,
  reason text,
  outcome text not null check (outcome in ('begun', 'done', 'refused', 'failed')),
  detail text,
  finished_at timestamptz
);

create index audit_of_tenant on audit (tenant_id, id desc);
create index audit_of_environment on audit (environment_id, id desc);

-- //@UNDO
drop table audit;
