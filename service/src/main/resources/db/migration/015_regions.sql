-- // regions
-- The region whose circuit must allow a waiting operation; empty for operations that are always
-- allowed: destroys, operations resumed after a takeover, and the probe of a region.
alter table operations add column gate text not null default '';
-- The opening of the circuit that was already reported to the environment.
alter table operations add column gate_told_at timestamptz;
update operations o set gate = e.region from environments e
 where e.id = o.environment_id and o.kind in ('provision', 'update');

-- Finds the waiting tenants and gates and the oldest operation of each.
drop index operations_turn;
create index operations_turn on operations (tenant_id, gate, created_at, id) where state = 'waiting';

-- The circuit of a region without a row is closed.
create table region_circuits (
  region text primary key,
  state text not null check (state in ('closed', 'open', 'half_open')),
  since timestamptz not null,
  until timestamptz,
  reason text not null,
  openings int not null,
  probe text references operations on delete set null,
  changed_by text
);

-- Outcomes of attempts that are relevant for the circuit of their region. Kept for a day.
create table region_outcomes (
  region text not null,
  at timestamptz not null default now(),
  operation_id text not null references operations on delete cascade,
  outcome text not null check (outcome in ('well', 'failing', 'unrelated')),
  code text not null,
  why text not null
);

create index region_outcomes_at on region_outcomes (region, at);

-- //@UNDO
drop table region_outcomes;
drop table region_circuits;
drop index operations_turn;
alter table operations drop column gate_told_at;
alter table operations drop column gate;
create index operations_turn on operations (tenant_id, created_at, id) where state = 'waiting';
