-- // updates
-- The failure of an operation that a later one has followed; shown as history.
alter table environments add column previous_failure jsonb;

-- The consequences that the latest update was allowed to have, for example ["node-groups"].
alter table environments add column accepted_consequences jsonb;

-- What Terraform has planned to change in a platform that may be running, recorded before the apply.
alter table operations add column planned_changes jsonb;

-- The meta-config and the model before an update; restored if its plan is rejected.
alter table operations add column restorable jsonb;

-- //@UNDO
alter table operations drop column restorable;
alter table operations drop column planned_changes;
alter table environments drop column accepted_consequences;
alter table environments drop column previous_failure;
