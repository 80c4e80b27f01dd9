-- // webhooks
-- Endpoints of tenants that receive the changes of status of their environments. The secrets are stored as
-- SecretCipher writes them; the previous one is valid for a while after a rotation.
create table webhooks (
  id text primary key check (id ~ '^whk_[0-9a-f]{12}$'),
  tenant_id text not null references tenants on delete cascade,
  url text not null,
  description text not null,
  enabled boolean not null,
  secret bytea not null,
  previous_secret bytea,
  previous_secret_until timestamptz,
  created_by text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index webhooks_of_tenant on webhooks (tenant_id, created_at, id);

-- The outbox. A pending row is sent when it is due; a process that sends it makes it due again later, in case
-- it dies. The tenant is that of the webhook; without a foreign key, because the key's lock on the row of the
-- tenant would make changes of status wait for those who have locked the tenant.
create table webhook_deliveries (
  id text primary key,
  webhook_id text not null references webhooks on delete cascade,
  tenant_id text not null,
  message_id text not null,
  type text not null,
  environment_id text,
  body text not null,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'dead')),
  attempts integer not null default 0,
  attempts_before integer not null default 0,
  period_start timestamptz not null default now(),
  due_at timestamptz not null default now(),
  created_at timestamptz not null default clock_timestamp(),
  last_attempt_at timestamptz,
  status integer,
  error text,
  finished_at timestamptz
);
comment on column webhook_deliveries.message_id is 'header webhook-id and id of the CloudEvent';
comment on column webhook_deliveries.attempts is 'also the token of a claim: only the latest attempt is recorded';
comment on column webhook_deliveries.attempts_before is 'attempts before the period in which it is retried';
create index webhook_deliveries_due on webhook_deliveries (webhook_id, due_at) where state = 'pending';
create index webhook_deliveries_dead on webhook_deliveries (webhook_id, created_at) where state = 'dead';
create index webhook_deliveries_page on webhook_deliveries (webhook_id, created_at desc, id desc);
create index webhook_deliveries_finished on webhook_deliveries (finished_at) where finished_at is not null;

-- Adds a delivery of an event to a webhook. It is given up immediately if too many are pending.
create function add_webhook_delivery(
  webhook text, tenant text, message text, event_type text, environment text, event text)
returns text language plpgsql as $$
declare
  delivery text := 'whd_' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 24);
  waiting bigint;
begin
  select count(*) into waiting from (
    select 1 from webhook_deliveries where webhook_id = webhook and state = 'pending' limit 1000) pending;
  insert into webhook_deliveries (id, webhook_id, tenant_id, message_id, type, environment_id, body)
    values (delivery, webhook, tenant, message, event_type, environment, event);
  if waiting >= 1000 then
    update webhook_deliveries
       set state = 'dead', finished_at = now(), error = 'the webhook had 1000 pending deliveries'
     where id = delivery;
  end if;
  return delivery;
end
$$;

-- Runs when the transaction commits, so that it sees the failure that was stored after the change of status.
-- The lock keeps a webhook from being deleted in between; the transaction would fail otherwise.
create function record_status_change() returns trigger language plpgsql security definer as $$
declare
  hook record;
  body text;
  message text;
  occurred text := to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
  reported json;
begin
  for hook in
    select id from webhooks where tenant_id = new.tenant_id and enabled order by id for key share
  loop
    if body is null then
      if new.status = 'failed' then
        select json_build_object('code', failure ->> 'code', 'message', left(error_message, 2000))
          into reported from environments where id = new.id and status = 'failed' and failure is not null;
      end if;
      message := 'msg_' || replace(gen_random_uuid()::text, '-', '');
      body := json_build_object(
        'specversion', '1.0',
        'id', message,
        'source', '/api/v1/environments',
        'subject', new.id,
        'type', 'io.beta9.provisioning.environment.status-changed',
        'time', occurred,
        'datacontenttype', 'application/json',
        'data', json_build_object(
          'environment_id', new.id,
          'name', new.name,
          'tenant', new.tenant_id,
          'region', new.region,
          'status', new.status,
          'previous_status', case when tg_op = 'UPDATE' then old.status end,
          'failure', reported))::text;
    end if;
    perform add_webhook_delivery(hook.id, new.tenant_id, message,
      'io.beta9.provisioning.environment.status-changed', new.id, body);
  end loop;
  return null;
end
$$;

-- A function with the rights of its owner must not find tables that its caller has created.
create function fix_search_path_of_webhooks() returns void language plpgsql as $$
begin
  execute format('alter function record_status_change() set search_path = %I, pg_temp', current_schema());
end
$$;
select fix_search_path_of_webhooks();
drop function fix_search_path_of_webhooks();

-- compatible: it only adds rows to a table that the previous version does not know
create constraint trigger environment_created after insert on environments
  deferrable initially deferred for each row execute function record_status_change();
-- compatible: it only adds rows to a table that the previous version does not know
create constraint trigger environment_status_changed after update of status on environments
  deferrable initially deferred for each row when (old.status is distinct from new.status)
  execute function record_status_change();

-- //@UNDO
drop trigger environment_status_changed on environments;
drop trigger environment_created on environments;
drop function record_status_change();
drop function add_webhook_delivery(text, text, text, text, text, text);
drop table webhook_deliveries;
drop table webhooks;
