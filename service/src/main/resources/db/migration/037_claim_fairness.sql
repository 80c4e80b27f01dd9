-- // claim fairness
-- Overrides the setting MAX_RUNNING_OPERATIONS_PER_TENANT for one tenant; null for the setting.
alter table tenants add column max_running_operations integer check (max_running_operations >= 1);

-- The tenant's share of the running operations in proportion to the other tenants.
alter table tenants add column claim_weight integer not null default 1 check (claim_weight between 1 and 1000);

-- A volatile function sees what was committed before it is called, and not only what was committed before
-- the calling statement began. A claim calls it while it holds the row of the tenant, so that claims of a
-- tenant with a limit are counted one after the other.
create function running_operations(tenant text) returns bigint language sql volatile as $$
  select count(*) from operations where tenant_id = tenant and state = 'running'
$$;

-- //@UNDO
drop function running_operations(text);
alter table tenants drop column claim_weight;
alter table tenants drop column max_running_operations;
