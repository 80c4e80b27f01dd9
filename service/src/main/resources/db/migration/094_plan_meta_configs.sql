-- // meta-configs of plans
-- The meta-config of an update that is only planned, so that the update that the user confirms has exactly this one.
-- Null for other operations, and for plans that a previous version requested.
alter table operations add column planned_meta_config jsonb;

-- //@UNDO
alter table operations drop column planned_meta_config;
