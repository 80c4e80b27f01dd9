-- // access
create table tenants (
  id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  created_at timestamptz not null default now()
);

-- Only the hash of a key is stored. A key has 256 random bits, so a fast hash is sufficient.
create table api_keys (
  id text primary key,
  tenant_id text not null references tenants,
  name text not null,
  role text not null default 'admin' check (role in ('admin')),
  secret_sha256 bytea not null unique,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz
);

-- //@UNDO
drop table api_keys;
drop table tenants;
