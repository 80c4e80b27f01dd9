-- // failures as data
-- Failures are stored as code, subject and parameters. The texts of earlier rows become parameters.
create temporary table renamed_failure_codes (old text primary key, new text not null);
insert into renamed_failure_codes values
  ('adoption-broken', 'adoption-unhealthy'),
  ('adoption-not-ours', 'adoption-not-owned'),
  ('backup-not-written', 'backup-not-writable'),
  ('backup-of-another-version', 'backup-version-unsupported'),
  ('beta9-claimed-by-someone-else', 'beta9-already-claimed'),
  ('busy', 'operation-in-progress'),
  ('cancelled', 'operation-cancelled'),
  ('cluster-refused-request', 'cluster-request-rejected'),
  ('cluster-refuses', 'cluster-access-denied'),
  ('defect', 'unexpected-error'),
  ('gateway-does-not-answer', 'gateway-unreachable'),
  ('kept-state-refused', 'errored-state-rejected'),
  ('lock-holder-lives', 'lock-owner-alive'),
  ('lock-of-a-stranger', 'lock-owner-unknown'),
  ('machine-not-offered', 'instance-type-not-offered'),
  ('machine-not-offered-everywhere', 'instance-type-not-offered-everywhere'),
  ('name-not-confirmed', 'confirmation-missing'),
  ('no-cluster', 'cluster-not-created'),
  ('no-grpc-listener', 'grpc-listener-missing'),
  ('no-infrastructure', 'infrastructure-incomplete'),
  ('no-load-balancer', 'load-balancer-missing'),
  ('no-reason', 'reason-missing'),
  ('no-room-for-pods', 'pods-unschedulable'),
  ('no-workers', 'workers-not-created'),
  ('nodes-denied', 'node-role-denied'),
  ('nodes-do-not-join', 'nodes-not-joined'),
  ('nodes-role-missing', 'node-role-missing'),
  ('nodes-role-policies', 'node-role-policies-missing'),
  ('nodes-security-groups', 'node-security-groups'),
  ('not-all-deleted', 'state-versions-not-deleted'),
  ('other-lineage', 'lineage-mismatch'),
  ('pods-not-made', 'pods-not-created'),
  ('protected', 'deletion-protected'),
  ('provider-broken', 'provider-schemas-unavailable'),
  ('provider-died', 'provider-crashed'),
  ('quota', 'quota-exceeded'),
  ('rights-missing', 'permissions-missing'),
  ('rights-not-checked', 'permissions-not-checked'),
  ('rights-unsure', 'permissions-uncertain'),
  ('state-lock-passing', 'state-lock-released'),
  ('state-torn', 'state-unreadable'),
  ('status-set-by-hand', 'status-set-manually'),
  ('still-in-use', 'resource-in-use'),
  ('storage-refused', 'storage-rejected'),
  ('terraform-not-begun', 'terraform-not-started'),
  ('terraform-vanished', 'terraform-exit-code-missing');

update environments e
   set failure = jsonb_build_object(
         'code', coalesce((select r.new from renamed_failure_codes r where r.old = e.failure ->> 'code'),
                          e.failure ->> 'code'),
         'class', lower(e.failure ->> 'kind'),
         'parameters', jsonb_build_object('recorded_what', e.failure ->> 'what',
                                          'recorded_why', e.failure ->> 'why',
                                          'recorded_next', e.failure ->> 'next'),
         'message', (e.failure ->> 'what') || ': ' || (e.failure ->> 'why') || '. ' || (e.failure ->> 'next'))
 where failure ? 'what';
update operations o
   set failure = jsonb_build_object(
         'code', coalesce((select r.new from renamed_failure_codes r where r.old = o.failure ->> 'code'),
                          o.failure ->> 'code'),
         'class', lower(o.failure ->> 'kind'),
         'parameters', jsonb_build_object('recorded_what', o.failure ->> 'what',
                                          'recorded_why', o.failure ->> 'why',
                                          'recorded_next', o.failure ->> 'next'),
         'message', (o.failure ->> 'what') || ': ' || (o.failure ->> 'why') || '. ' || (o.failure ->> 'next'))
 where failure ? 'what';
update region_outcomes o set code = r.new from renamed_failure_codes r where r.old = o.code;
drop table renamed_failure_codes;

-- //@UNDO
create temporary table renamed_failure_codes (old text primary key, new text not null);
insert into renamed_failure_codes values
  ('adoption-broken', 'adoption-unhealthy'),
  ('adoption-not-ours', 'adoption-not-owned'),
  ('backup-not-written', 'backup-not-writable'),
  ('backup-of-another-version', 'backup-version-unsupported'),
  ('beta9-claimed-by-someone-else', 'beta9-already-claimed'),
  ('busy', 'operation-in-progress'),
  ('cancelled', 'operation-cancelled'),
  ('cluster-refused-request', 'cluster-request-rejected'),
  ('cluster-refuses', 'cluster-access-denied'),
  ('defect', 'unexpected-error'),
  ('gateway-does-not-answer', 'gateway-unreachable'),
  ('kept-state-refused', 'errored-state-rejected'),
  ('lock-holder-lives', 'lock-owner-alive'),
  ('lock-of-a-stranger', 'lock-owner-unknown'),
  ('machine-not-offered', 'instance-type-not-offered'),
  ('machine-not-offered-everywhere', 'instance-type-not-offered-everywhere'),
  ('name-not-confirmed', 'confirmation-missing'),
  ('no-cluster', 'cluster-not-created'),
  ('no-grpc-listener', 'grpc-listener-missing'),
  ('no-infrastructure', 'infrastructure-incomplete'),
  ('no-load-balancer', 'load-balancer-missing'),
  ('no-reason', 'reason-missing'),
  ('no-room-for-pods', 'pods-unschedulable'),
  ('no-workers', 'workers-not-created'),
  ('nodes-denied', 'node-role-denied'),
  ('nodes-do-not-join', 'nodes-not-joined'),
  ('nodes-role-missing', 'node-role-missing'),
  ('nodes-role-policies', 'node-role-policies-missing'),
  ('nodes-security-groups', 'node-security-groups'),
  ('not-all-deleted', 'state-versions-not-deleted'),
  ('other-lineage', 'lineage-mismatch'),
  ('pods-not-made', 'pods-not-created'),
  ('protected', 'deletion-protected'),
  ('provider-broken', 'provider-schemas-unavailable'),
  ('provider-died', 'provider-crashed'),
  ('quota', 'quota-exceeded'),
  ('rights-missing', 'permissions-missing'),
  ('rights-not-checked', 'permissions-not-checked'),
  ('rights-unsure', 'permissions-uncertain'),
  ('state-lock-passing', 'state-lock-released'),
  ('state-torn', 'state-unreadable'),
  ('status-set-by-hand', 'status-set-manually'),
  ('still-in-use', 'resource-in-use'),
  ('storage-refused', 'storage-rejected'),
  ('terraform-not-begun', 'terraform-not-started'),
  ('terraform-vanished', 'terraform-exit-code-missing');

update environments e
   set failure = jsonb_build_object(
         'kind', upper(e.failure ->> 'class'),
         'code', coalesce((select r.old from renamed_failure_codes r where r.new = e.failure ->> 'code'),
                          e.failure ->> 'code'),
         'what', coalesce(e.failure -> 'parameters' ->> 'recorded_what', 'The operation failed'),
         'why', coalesce(e.failure -> 'parameters' ->> 'recorded_why', e.failure ->> 'message', 'unknown'),
         'next', coalesce(e.failure -> 'parameters' ->> 'recorded_next', 'Retry'))
 where failure ? 'parameters';
update operations o
   set failure = jsonb_build_object(
         'kind', upper(o.failure ->> 'class'),
         'code', coalesce((select r.old from renamed_failure_codes r where r.new = o.failure ->> 'code'),
                          o.failure ->> 'code'),
         'what', coalesce(o.failure -> 'parameters' ->> 'recorded_what', 'The operation failed'),
         'why', coalesce(o.failure -> 'parameters' ->> 'recorded_why', o.failure ->> 'message', 'unknown'),
         'next', coalesce(o.failure -> 'parameters' ->> 'recorded_next', 'Retry'))
 where failure ? 'parameters';
update region_outcomes o set code = r.old from renamed_failure_codes r where r.new = o.code;
drop table renamed_failure_codes;
