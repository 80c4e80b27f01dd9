-- // console sessions
-- Sessions of the web console. The token is in the browser's cookie only; here is its hash.
create table console_sessions (
  token_sha256 bytea primary key,
  key_id text not null references api_keys on delete cascade,
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  expires_at timestamptz not null
);

create index console_sessions_of_key on console_sessions (key_id);
create index console_sessions_expired on console_sessions (expires_at);

-- Links that sign in once. The token is in the link only.
create table console_sign_in_links (
  token_sha256 bytea primary key,
  key_id text not null references api_keys on delete cascade,
  expires_at timestamptz not null
);

-- //@UNDO
drop table console_sign_in_links;
drop table console_sessions;
