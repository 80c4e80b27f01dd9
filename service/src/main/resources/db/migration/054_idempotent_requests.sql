-- // idempotent requests
-- The responses to requests with an idempotency key, for every POST. A row without a status is a request in progress. The older
-- table idempotency_keys remains: it is written in the transaction that queues an operation.
create table idempotent_requests (
  tenant_id text not null references tenants on delete cascade,
  key text not null,
  request_sha256 bytea not null,
  started_at timestamptz not null default now(),
  status integer,
  route text,
  content_type text,
  location text,
  body bytea,
  primary key (tenant_id, key)
);
create index idempotent_requests_started on idempotent_requests (started_at);

-- //@UNDO
drop table idempotent_requests;
