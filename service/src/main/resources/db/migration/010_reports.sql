-- // reports
-- The role operator covers all tenants; admin is limited to its own tenant.
alter table api_keys drop constraint api_keys_role_check;
alter table api_keys add constraint api_keys_role_check check (role in ('admin', 'operator'));

-- The waiting time of an operation ends with its first claim; a retry claims it again.
alter table operations add column first_claimed_at timestamptz;
update operations set first_claimed_at = claimed_at;
create index operations_finished on operations (finished_at) where finished_at is not null;

create table capacity_samples (
  at timestamptz not null primary key,
  queue_length bigint not null,
  requests_per_minute double precision not null,
  database_bytes bigint not null
);

-- //@UNDO
drop table capacity_samples;
drop index operations_finished;
alter table operations drop column first_claimed_at;
update api_keys set role = 'admin';
alter table api_keys drop constraint api_keys_role_check;
alter table api_keys add constraint api_keys_role_check check (role in ('admin'));
