-- // kept_states
-- States that Terraform could not write to the bucket, encrypted.
create table kept_states (
  environment_id text not null references environments,
  tenant_id text not null references tenants,
  operation_id text not null references operations,
  lineage text not null,
  serial bigint not null,
  content bytea not null,
  kept_at timestamptz not null default now(),
  pushed_at timestamptz,
  primary key (environment_id, lineage, serial)
);

-- //@UNDO
drop table kept_states;
