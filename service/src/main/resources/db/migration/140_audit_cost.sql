-- // audit cost
-- The same chain, computed with less work per entry: PL/pgSQL keeps the plans of the functions that compute
-- a hash, which SQL makes anew for each call, and the head of a chain is only inserted if it does not exist.
-- compatible: it returns the same hashes
create or replace function audit_hash(previous bytea, entry audit) returns bytea language plpgsql immutable as $$
begin
  return sha256(previous || convert_to(
    audit_field(entry.sequence::text) || audit_field(entry.id::text) || audit_field(audit_time(entry.at))
      || audit_field(entry.tenant_id) || audit_field(entry.actor) || audit_field(entry.key_id)
      || audit_field(entry.action) || audit_field(entry.environment_id)
      || audit_field(entry.operation_id) || audit_field(entry.reason) || audit_field(entry.outcome)
      || audit_field(entry.detail) || audit_field(audit_time(entry.finished_at))
      || audit_field(entry.started_id::text),
    'UTF8'));
end
$$;

-- compatible: it computes the same columns
create or replace function append_audit() returns trigger language plpgsql security definer as $$
declare
  head audit_heads;
begin
  select * into head from audit_heads where tenant_id = new.tenant_id for update;
  if not found then
    insert into audit_heads (tenant_id, sequence, hash)
      values (new.tenant_id, 0, decode(repeat('00', 32), 'hex')) on conflict do nothing;
    select * into strict head from audit_heads where tenant_id = new.tenant_id for update;
  end if;
  if new.started_id is not null and not exists (
    select 1 from audit a
     where a.id = new.started_id and a.tenant_id = new.tenant_id and a.outcome = 'started'
       and not exists (select 1 from audit c where c.started_id = a.id)) then
    raise exception 'audit entry % is not open', new.started_id using errcode = 'restrict_violation';
  end if;
  new.sequence := head.sequence + 1;
  new.hash := audit_hash(head.hash, new);
  update audit_heads set sequence = new.sequence, entry_id = new.id, hash = new.hash
   where tenant_id = new.tenant_id;
  return new;
end
$$;

-- A function with the rights of its owner must not find tables that its caller has created; the replacement
-- has lost its setting.
create function fix_search_path_of_audit() returns void language plpgsql as $$
begin
  execute format('alter function append_audit() set search_path = %I, pg_temp', current_schema());
end
$$;
select fix_search_path_of_audit();
drop function fix_search_path_of_audit();

-- //@UNDO
create or replace function audit_hash(previous bytea, entry audit) returns bytea language sql immutable as $$
  select sha256(previous || convert_to(
    audit_field(entry.sequence::text) || audit_field(entry.id::text) || audit_field(audit_time(entry.at))
      || audit_field(entry.tenant_id) || audit_field(entry.actor) || audit_field(entry.key_id)
      || audit_field(entry.action) || audit_field(entry.environment_id)
      || audit_field(entry.operation_id) || audit_field(entry.reason) || audit_field(entry.outcome)
      || audit_field(entry.detail) || audit_field(audit_time(entry.finished_at))
      || audit_field(entry.started_id::text),
    'UTF8'))
$$;

create or replace function append_audit() returns trigger language plpgsql security definer as $$
declare
  head audit_heads;
begin
  insert into audit_heads (tenant_id, sequence, hash)
    values (new.tenant_id, 0, decode(repeat('00', 32), 'hex')) on conflict do nothing;
  select * into strict head from audit_heads where tenant_id = new.tenant_id for update;
  if new.started_id is not null and not exists (
    select 1 from audit a
     where a.id = new.started_id and a.tenant_id = new.tenant_id and a.outcome = 'started'
       and not exists (select 1 from audit c where c.started_id = a.id)) then
    raise exception 'audit entry % is not open', new.started_id using errcode = 'restrict_violation';
  end if;
  new.sequence := head.sequence + 1;
  new.hash := audit_hash(head.hash, new);
  update audit_heads set sequence = new.sequence, entry_id = new.id, hash = new.hash
   where tenant_id = new.tenant_id;
  return new;
end
$$;

create function fix_search_path_of_audit() returns void language plpgsql as $$
begin
  execute format('alter function append_audit() set search_path = %I, pg_temp', current_schema());
end
$$;
select fix_search_path_of_audit();
drop function fix_search_path_of_audit();
