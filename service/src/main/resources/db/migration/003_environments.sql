-- // environments
create table environments (
  id text primary key check (id ~ '^env_[0-9a-f]{12}$'),
  tenant_id text not null references tenants,
  name text not null,
  status text not null check (status in (
    'queued', 'provisioning', 'bootstrapping', 'ready', 'failed',
    'destroy_queued', 'destroying', 'destroyed')),
  phase text,
  error_message text,
  failure jsonb,
  progress jsonb,
  cloud_provider text not null,
  region text not null,
  account_id text not null,
  meta_config jsonb not null,
  infra_model jsonb not null,
  state_backend_config jsonb not null,
  outputs jsonb not null default '{}',
  created_by text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  provisioned_at timestamptz,
  destroyed_at timestamptz,
  status_since timestamptz not null default now(),
  event_seq bigint not null default 0,
  log_seq bigint not null default 0
);

create unique index environments_live_name on environments (tenant_id, name) where status <> 'destroyed';
create index environments_page on environments (tenant_id, created_at desc, id desc);
create index environments_status on environments (status, region);

-- //@UNDO
drop table environments;
