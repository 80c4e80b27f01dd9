-- // audit chain
-- The entries of a tenant form a chain: each has the next number, and a hash over its values and the
-- hash of the entry before it. The triggers compute the chain for every version that writes entries,
-- and keep the trail append-only:
--
-- * The completion of an action is an entry of its own, with the id of the entry that it completes.
--   A previous version updates the started entry instead; that update becomes the second entry.
-- * Entries are removed from the oldest on. The number and the hash of the last removed one remain,
--   so that the rest can be verified.
--
-- The chain is a property of the database, so that a version without it can run beside this one. The
-- functions run with the rights of the owner: the role of the service can neither update nor delete
-- entries, and only read the heads.
alter table audit add column sequence bigint;
alter table audit add column hash bytea;
alter table audit add column started_id bigint;
create index audit_chain on audit (tenant_id, sequence);
create index audit_completions on audit (started_id) where started_id is not null;

-- The end of each chain, and what retention has removed of it.
create table audit_heads (
  tenant_id text primary key,
  sequence bigint not null,
  entry_id bigint,
  hash bytea not null,
  removed_sequence bigint not null default 0,
  removed_id bigint,
  removed_hash bytea not null default decode(repeat('00', 32), 'hex'),
  removed_at timestamptz
);

-- The shortest retention that the role of the service can apply; a row exists if the roles are separate.
create table audit_policy (
  singleton boolean primary key default true check (singleton),
  minimum_retention interval not null
);

-- A value in the form that is hashed: unambiguous, because its length precedes it.
create function audit_field(value text) returns text language sql immutable as $$
  select coalesce(octet_length(convert_to(value, 'UTF8')) || ':' || value, '-')
$$;

create function audit_time(at timestamptz) returns text language sql immutable as $$
  select ((extract(epoch from at) * 1000000)::bigint)::text
$$;

create function audit_hash(previous bytea, entry audit) returns bytea language sql immutable as $$
  select sha256(previous || convert_to(
    audit_field(entry.sequence::text) || audit_field(entry.id::text) || audit_field(audit_time(entry.at))
      || audit_field(entry.tenant_id) || audit_field(entry.actor) || audit_field(entry.key_id)
      || audit_field(entry.action) || audit_field(entry.environment_id)
      || audit_field(entry.operation_id) || audit_field(entry.reason) || audit_field(entry.outcome)
      || audit_field(entry.detail) || audit_field(audit_time(entry.finished_at))
      || audit_field(entry.started_id::text),
    'UTF8'))
$$;

-- The row of the head is locked until the end of the transaction: the entries of a tenant are appended
-- one after the other.
create function append_audit() returns trigger language plpgsql security definer as $$
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

create function keep_audit() returns trigger language plpgsql as $$
begin
  if old.outcome = 'started' and new.outcome <> 'started' then
    insert into audit (tenant_id, actor, key_id, action, environment_id, operation_id, reason,
        outcome, detail, finished_at, started_id)
      values (old.tenant_id, old.actor, old.key_id, old.action, old.environment_id, old.operation_id,
        old.reason, new.outcome, new.detail, new.finished_at, old.id);
    return old;
  end if;
  raise exception 'entries of the audit trail are not changed' using errcode = 'restrict_violation';
end
$$;

create function remove_audit() returns trigger language plpgsql security definer as $$
declare
  latest record;
begin
  for latest in
    select distinct on (tenant_id) tenant_id, sequence, id, hash, at from removed
     order by tenant_id, sequence desc
  loop
    if exists (
      select 1 from audit
       where tenant_id = latest.tenant_id and sequence <= latest.sequence) then
      raise exception 'entries of the audit trail are removed from the oldest on'
        using errcode = 'restrict_violation';
    end if;
    update audit_heads
       set removed_sequence = latest.sequence, removed_id = latest.id, removed_hash = latest.hash,
           removed_at = latest.at
     where tenant_id = latest.tenant_id;
  end loop;
  return null;
end
$$;

-- Removes at most so many entries, the oldest of each chain that are all older than the time. Called by
-- the role of the service, it removes nothing that is younger than the retention that the migration set.
create function expire_audit(before timestamptz, batch bigint, out deleted bigint, out more boolean)
language plpgsql security definer as $$
declare
  limit_at timestamptz := least(before, now() - (select minimum_retention from audit_policy));
  chain record;
  first_kept bigint;
  removed_now bigint;
begin
  deleted := 0;
  for chain in
    select tenant_id from audit_heads h
     where exists (select 1 from audit a where a.tenant_id = h.tenant_id and a.at < limit_at)
     order by tenant_id
  loop
    select min(sequence) into first_kept from audit
     where tenant_id = chain.tenant_id and at >= limit_at;
    delete from audit where tenant_id = chain.tenant_id and sequence in (
      select sequence from audit
       where tenant_id = chain.tenant_id and (first_kept is null or sequence < first_kept)
       order by sequence limit batch - deleted);
    get diagnostics removed_now = row_count;
    deleted := deleted + removed_now;
    exit when deleted >= batch;
  end loop;
  more := deleted >= batch;
end
$$;

-- The existing entries become the beginning of the chains, in the order of their ids.
create function chain_existing_audit() returns void language plpgsql as $$
declare
  entry audit;
  head audit_heads;
  routine regprocedure;
begin
  for entry in select * from audit order by tenant_id, id loop
    if head.tenant_id is distinct from entry.tenant_id then
      if head.tenant_id is not null then
        insert into audit_heads (tenant_id, sequence, entry_id, hash)
          values (head.tenant_id, head.sequence, head.entry_id, head.hash);
      end if;
      head.tenant_id := entry.tenant_id;
      head.sequence := 0;
      head.hash := decode(repeat('00', 32), 'hex');
    end if;
    entry.sequence := head.sequence + 1;
    entry.hash := audit_hash(head.hash, entry);
    update audit set sequence = entry.sequence, hash = entry.hash where id = entry.id;
    head.sequence := entry.sequence;
    head.entry_id := entry.id;
    head.hash := entry.hash;
  end loop;
  if head.tenant_id is not null then
    insert into audit_heads (tenant_id, sequence, entry_id, hash)
      values (head.tenant_id, head.sequence, head.entry_id, head.hash);
  end if;
  -- A function with the rights of its owner must not find tables that its caller has created.
  foreach routine in array array['append_audit()', 'remove_audit()',
      'expire_audit(timestamptz, bigint)']::regprocedure[] loop
    execute format('alter function %s set search_path = %I, pg_temp', routine, current_schema());
  end loop;
end
$$;

select chain_existing_audit();
drop function chain_existing_audit();

-- compatible: it only computes the columns that the previous version does not write
create trigger audit_append before insert on audit for each row execute function append_audit();
-- compatible: the only update of the previous version completes a started entry, which becomes an insert
create trigger audit_keep before update on audit for each row execute function keep_audit();
-- compatible: the previous version removes the oldest entries; what it keeps of them makes its run fail, not its requests
create trigger audit_remove after delete on audit referencing old table as removed
  for each statement execute function remove_audit();

-- //@UNDO
drop trigger audit_remove on audit;
drop trigger audit_keep on audit;
drop trigger audit_append on audit;
drop function expire_audit(timestamptz, bigint);
drop function remove_audit();
drop function keep_audit();
drop function append_audit();
drop function audit_hash(bytea, audit);
drop function audit_time(timestamptz);
drop function audit_field(text);
drop table audit_policy;
drop table audit_heads;
drop index audit_completions;
drop index audit_chain;
alter table audit drop column started_id;
alter table audit drop column hash;
alter table audit drop column sequence;
