-- // roles
-- The roles of a key. Both null: the key was created by a version that knows only the column role.
alter table api_keys add column tenant_role text check (tenant_role in ('viewer', 'member', 'admin'));
alter table api_keys add column service_role text check (service_role in ('operator', 'auditor', 'owner'));

-- The first characters of the secret; null for keys that were created before.
alter table api_keys add column secret_prefix text;
alter table api_keys add column expires_at timestamptz;

-- //@UNDO
alter table api_keys drop column expires_at;
alter table api_keys drop column secret_prefix;
alter table api_keys drop column service_role;
alter table api_keys drop column tenant_role;
