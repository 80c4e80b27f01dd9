-- // operations
create table workers (
  id text primary key,
  host text not null,
  boot_id text not null,
  pid bigint not null,
  pid_started_at bigint not null,
  pod_namespace text,
  pod_name text,
  pod_uid text,
  version text not null,
  concurrency int not null,
  state text not null default 'running' check (state in ('running', 'draining', 'stopped')),
  renewals bigint not null default 0,
  started_at timestamptz not null default now(),
  renewed_at timestamptz not null default now()
);

create table operations (
  id text primary key check (id ~ '^op_[0-9a-f]{12}$'),
  environment_id text not null references environments,
  tenant_id text not null references tenants,
  kind text not null check (kind in ('provision', 'update', 'destroy', 'check_drift')),
  state text not null default 'waiting' check (state in (
    'waiting', 'running', 'succeeded', 'failed', 'cancelled')),
  epoch bigint not null default 0,
  worker_id text references workers,
  attempt int not null default 1,
  not_before timestamptz not null default now(),
  requested_by text not null,
  cancel_requested_at timestamptz,
  failure jsonb,
  created_at timestamptz not null default now(),
  claimed_at timestamptz,
  finished_at timestamptz,
  check ((state = 'running') = (worker_id is not null))
);

create unique index operations_one_active on operations (environment_id) where state in ('waiting', 'running');
create index operations_waiting on operations (not_before, created_at) where state = 'waiting';
create index operations_running on operations (worker_id, tenant_id) where state = 'running';
create index operations_of_environment on operations (environment_id, created_at desc);

create table operation_steps (
  operation_id text not null references operations on delete cascade,
  step text not null,
  epoch bigint not null,
  started_at timestamptz not null,
  completed_at timestamptz,
  primary key (operation_id, step)
);

-- Child processes that may outlive the worker that started them.
create table processes (
  operation_id text not null references operations on delete cascade,
  run_id text not null,
  epoch bigint not null,
  kind text not null,
  host text not null,
  boot_id text not null,
  pid bigint not null,
  pid_started_at bigint not null,
  directory text not null,
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  exit_code int,
  primary key (operation_id, run_id)
);

create index processes_alive on processes (host) where ended_at is null;

create table idempotency_keys (
  tenant_id text not null references tenants,
  key text not null,
  request_sha256 bytea not null,
  environment_id text not null references environments,
  operation_id text not null references operations,
  created_at timestamptz not null default now(),
  primary key (tenant_id, key)
);

-- //@UNDO
drop table idempotency_keys;
drop table processes;
drop table operation_steps;
drop table operations;
drop table workers;
