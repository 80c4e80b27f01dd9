-- // takeover
-- Location of a worker's processes: the pid namespace to which its pid belongs, the machine, and the
-- place (boot, namespace, directory) where its Terraform process can be found again.
alter table workers add column pid_namespace text not null default '';
alter table workers add column machine_id text not null default '';
alter table workers add column workdir text not null default '';
alter table workers add column place text not null default '';
alter table workers drop constraint workers_state_check;
alter table workers add constraint workers_state_check
  check (state in ('running', 'draining', 'stopped', 'dead'));

-- A released operation whose Terraform process may still be running is reserved for the place of that
-- process until the process must have ended.
alter table operations add column reserved_place text;
alter table operations add column reserved_until timestamptz;
alter table operations add column released_from text;

-- Status of the environment when the operation was requested; restored if the operation is cancelled
-- before it has started.
alter table operations add column status_before text;

-- //@UNDO
alter table operations drop column status_before;
alter table operations drop column released_from;
alter table operations drop column reserved_until;
alter table operations drop column reserved_place;
update workers set state = 'stopped' where state = 'dead';
alter table workers drop constraint workers_state_check;
alter table workers add constraint workers_state_check
  check (state in ('running', 'draining', 'stopped'));
alter table workers drop column place;
alter table workers drop column workdir;
alter table workers drop column machine_id;
alter table workers drop column pid_namespace;
