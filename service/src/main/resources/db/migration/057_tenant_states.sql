-- // tenant states
-- A suspended tenant can be read, and requests no operations. One that is being deleted has no living
-- environment; its rows are removed in batches, the tenant last.
alter table tenants add column state text not null default 'active'
  check (state in ('active', 'suspended', 'deleting'));
alter table tenants add column state_since timestamptz not null default now();
alter table tenants add column state_reason text;

-- //@UNDO
alter table tenants drop column state_reason;
alter table tenants drop column state_since;
alter table tenants drop column state;
