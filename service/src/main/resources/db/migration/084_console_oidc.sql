-- // console oidc
-- Sessions of users that the identity provider has authenticated: they have no API key.
alter table console_sessions
  alter column key_id drop not null,
  add column subject text,
  add column tenant_id text references tenants on delete cascade,
  add column name text,
  add column roles text[],
  add constraint console_sessions_user check (
    (key_id is not null and num_nonnulls(subject, tenant_id, name, roles) = 0)
    or (key_id is null and num_nulls(subject, tenant_id, name, roles) = 0));

create index console_sessions_of_subject on console_sessions (subject);

-- Sign-ins that the identity provider has not answered yet. The secret is in the browser's cookie
-- only; here is its hash, so that each is used once.
create table console_sign_ins (
  token_sha256 bytea primary key,
  path text not null,
  expires_at timestamptz not null
);

-- //@UNDO
drop table console_sign_ins;
delete from console_sessions where key_id is null;
drop index console_sessions_of_subject;
alter table console_sessions
  drop constraint console_sessions_user,
  drop column roles,
  drop column name,
  drop column tenant_id,
  drop column subject,
  alter column key_id set not null;
