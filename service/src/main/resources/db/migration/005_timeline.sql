-- // timeline
-- Numbers are assigned under the row lock of the environment, so that a reader that continues after
-- a number never misses a row that was committed late.
create table events (
  environment_id text not null references environments,
  seq bigint not null,
  tenant_id text not null references tenants,
  operation_id text references operations,
  at timestamptz not null default now(),
  kind text not null,
  message text not null,
  data jsonb,
  primary key (environment_id, seq)
);

create table log_lines (
  environment_id text not null references environments,
  seq bigint not null,
  tenant_id text not null references tenants,
  operation_id text not null references operations,
  epoch bigint not null,
  at timestamptz not null default now(),
  step text not null,
  stream text not null,
  text text not null,
  primary key (environment_id, seq)
);

-- The lines of "terraform … -json" as they were written, numbered within their run.
create table journal (
  operation_id text not null references operations on delete cascade,
  run_id text not null,
  line bigint not null,
  event jsonb not null,
  primary key (operation_id, run_id, line)
);

-- //@UNDO
drop table journal;
drop table log_lines;
drop table events;
