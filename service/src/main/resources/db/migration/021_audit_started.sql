-- // audit_started
-- Renames the outcome of an action that has started and not finished.
alter table audit drop constraint audit_outcome_check;
update audit set outcome = 'started' where outcome = 'begun';
alter table audit add constraint audit_outcome_check
  check (outcome in ('started', 'done', 'refused', 'failed'));

-- //@UNDO
alter table audit drop constraint audit_outcome_check;
update audit set outcome = 'begun' where outcome = 'started';
alter table audit add constraint audit_outcome_check
  check (outcome in ('begun', 'done', 'refused', 'failed'));
