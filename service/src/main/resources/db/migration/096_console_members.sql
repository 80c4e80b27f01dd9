-- // console members
-- The people who have signed in at the identity provider, with the tenant and the roles of their last
-- sign-in. Sessions are deleted when they have ended; this remains for a year.
create table console_members (
  tenant_id text not null references tenants on delete cascade,
  subject text not null,
  name text not null,
  roles text[] not null,
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  primary key (tenant_id, subject)
);

create index console_members_seen on console_members (last_seen_at);

-- //@UNDO
drop table console_members;
