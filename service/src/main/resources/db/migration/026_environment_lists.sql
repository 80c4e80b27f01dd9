-- // environment lists
-- A page of a tenant's environments with one status, region or name is found without reading the others.
create index environments_of_status on environments (tenant_id, status, created_at desc, id desc);
create index environments_of_region on environments (tenant_id, region, created_at desc, id desc);
create index environments_of_name on environments (tenant_id, name, created_at desc, id desc);

-- //@UNDO
drop index environments_of_name;
drop index environments_of_region;
drop index environments_of_status;
