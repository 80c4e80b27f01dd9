-- // tenant_limits
-- Overrides the setting MAX_ENVIRONMENTS_PER_TENANT for one tenant; null for the setting.
alter table tenants add column max_environments integer check (max_environments >= 0);

-- //@UNDO
alter table tenants drop column max_environments;
