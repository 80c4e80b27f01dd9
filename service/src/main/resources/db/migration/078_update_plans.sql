-- // update plans
-- The model of an update that is only planned: the operation ends without a change. Such an operation is stored
-- with the kind 'update'; a previous version that claims it applies the environment's own model again.
alter table operations add column planned_model jsonb;

-- What the user saw of the plan and confirmed; an update that would interrupt or remove more is rejected.
alter table operations add column confirmed_changes jsonb;

-- //@UNDO
alter table operations drop column confirmed_changes;
alter table operations drop column planned_model;
