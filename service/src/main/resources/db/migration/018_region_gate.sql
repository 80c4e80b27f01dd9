-- // region_gate
-- Renames the region whose circuit must allow a waiting operation, and the outcome of an attempt that
-- succeeded.
alter table operations rename column gate to region_gate;
alter table operations rename column gate_told_at to region_gate_notified_at;
alter index operations_turn rename to operations_claim_order;

alter table region_outcomes drop constraint region_outcomes_outcome_check;
update region_outcomes set outcome = 'succeeded' where outcome = 'well';
alter table region_outcomes add constraint region_outcomes_outcome_check
  check (outcome in ('succeeded', 'failing', 'unrelated'));

-- Checking for drift is not implemented.
delete from operations where kind = 'check_drift';
alter table operations drop constraint operations_kind_check;
alter table operations add constraint operations_kind_check
  check (kind in ('provision', 'update', 'destroy'));

-- //@UNDO
alter table operations drop constraint operations_kind_check;
alter table operations add constraint operations_kind_check
  check (kind in ('provision', 'update', 'destroy', 'check_drift'));

alter table region_outcomes drop constraint region_outcomes_outcome_check;
update region_outcomes set outcome = 'well' where outcome = 'succeeded';
alter table region_outcomes add constraint region_outcomes_outcome_check
  check (outcome in ('well', 'failing', 'unrelated'));

alter index operations_claim_order rename to operations_turn;
alter table operations rename column region_gate_notified_at to gate_told_at;
alter table operations rename column region_gate to gate;
