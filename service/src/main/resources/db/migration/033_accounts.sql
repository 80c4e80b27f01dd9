-- // accounts
-- The cloud accounts that tenants have registered, each with the role that is assumed there and the
-- external id that was generated for it. 'legacy' are roles of environments that were created when
-- a meta-config still named role and external id. 'exclusive' is set by the first successful
-- verification: an account belongs to the tenant that has proven to control it, and to no other
-- unless an operator has granted it.
create table accounts (
  id text primary key check (id ~ '^acc_[0-9a-f]{12}$'),
  tenant_id text not null references tenants on delete cascade,
  provider text not null,
  aws_account_id text not null,
  role_arn text not null,
  external_id text,
  state text not null check (state in ('pending', 'verified', 'failed', 'legacy', 'suspended')),
  state_since timestamptz not null default now(),
  exclusive boolean not null default false,
  failure jsonb,
  verified_at timestamptz,
  checked_at timestamptz,
  created_by text not null,
  created_at timestamptz not null default now(),
  check (state = 'legacy' or external_id is not null)
);

create unique index accounts_registered on accounts (tenant_id, provider, aws_account_id)
  where state <> 'legacy';
create unique index accounts_legacy on accounts (tenant_id, provider, aws_account_id, role_arn)
  where state = 'legacy';
create unique index accounts_exclusive on accounts (provider, aws_account_id) where exclusive;
create unique index accounts_external_id on accounts (external_id) where state <> 'legacy';
create index accounts_to_check on accounts (checked_at) where state <> 'legacy';

-- Tenants that may use an account although another tenant has it.
create table account_grants (
  provider text not null,
  aws_account_id text not null,
  tenant_id text not null references tenants on delete cascade,
  granted_by text not null,
  reason text not null,
  created_at timestamptz not null default now(),
  primary key (provider, aws_account_id, tenant_id)
);

-- Null if the environment was created by a version that did not know accounts, until it is linked.
alter table environments add column registered_account_id text references accounts;
create index environments_of_account on environments (registered_account_id)
  where registered_account_id is not null;

-- One row for each role of a tenant in an account, with the external id of its latest environment
-- that works.
insert into accounts (id, tenant_id, provider, aws_account_id, role_arn, external_id, state, created_by)
select 'acc_' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 12),
       tenant_id, cloud_provider, account_id, role_arn, external_id, 'legacy', 'migration'
  from (
    select distinct on (tenant_id, cloud_provider, account_id, role_arn) *
      from (
        select tenant_id, cloud_provider, account_id, meta_config -> 'cloud' ->> 'role_arn' as role_arn,
               meta_config -> 'cloud' ->> 'external_id' as external_id, status, updated_at
          from environments
         where status <> 'destroyed') roles
     where role_arn is not null
     order by tenant_id, cloud_provider, account_id, role_arn, status = 'ready' desc, updated_at desc
  ) latest;

update environments e
   set registered_account_id = a.id
  from accounts a
 where a.state = 'legacy' and a.tenant_id = e.tenant_id and a.provider = e.cloud_provider
   and a.aws_account_id = e.account_id and a.role_arn = e.meta_config -> 'cloud' ->> 'role_arn'
   and e.status <> 'destroyed';

-- //@UNDO
alter table environments drop column registered_account_id;
drop table account_grants;
drop table accounts;
