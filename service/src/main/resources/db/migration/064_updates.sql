-- // updates
-- The failure of an operation that a later one has followed; shown as history.
alter table environments add column previous_failure jsonb;

-- The consequences that the latest update was allowed to have, for example ["node-groups"].
alter table environments add column accepted_consequences jsonb;

-- An operation with a target only plans the update to it and changes nothing. Its time of the next
-- attempt is infinite, so that workers of the previous version, which know no such operations, never
-- claim it.
alter table operations add column plan_target jsonb;

-- What an update would change, as planned: by an operation that only plans, or before an update.
alter table operations add column planned_changes jsonb;

-- The meta-config and the model before an update; restored if its plan is rejected.
alter table operations add column restorable jsonb;

-- //@UNDO
delete from operations where plan_target is not null;
alter table operations drop column restorable;
alter table operations drop column planned_changes;
alter table operations drop column plan_target;
alter table environments drop column accepted_consequences;
alter table environments drop column previous_failure;
