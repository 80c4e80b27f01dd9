-- // circuit reasons
-- Why a circuit entered its state, as data. The column reason remains: the previous version reads and
-- writes only it, and so do queries in SQL.
alter table region_circuits add column cause jsonb;
comment on column region_circuits.cause is
  'kind and the facts; reason is rendered from it, and is the truth where the two differ';

-- //@UNDO
alter table region_circuits drop column cause;
