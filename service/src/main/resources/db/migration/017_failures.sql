-- // failures as data
-- Failures are stored as code, subject and parameters. The texts of earlier rows become parameters.
create function renamed_failure_code(code text) returns text language sql immutable as $$
  select coalesce('{
    "adoption-broken": "adoption-unhealthy", "adoption-not-ours": "adoption-not-owned",
    "backup-not-written": "backup-not-writable", "backup-of-another-version": "backup-version-unsupported",
    "beta9-claimed-by-someone-else": "beta9-already-claimed", "busy": "operation-in-progress",
    "cancelled": "operation-cancelled", "cluster-refused-request": "cluster-request-rejected",
    "cluster-refuses": "cluster-access-denied", "defect": "unexpected-error",
    "gateway-does-not-answer": "gateway-unreachable", "kept-state-refused": "errored-state-rejected",
    "lock-holder-lives": "lock-owner-alive", "lock-of-a-stranger": "lock-owner-unknown",
    "machine-not-offered": "instance-type-not-offered",
    "machine-not-offered-everywhere": "instance-type-not-offered-everywhere",
    "name-not-confirmed": "confirmation-missing", "no-cluster": "cluster-not-created",
    "no-grpc-listener": "grpc-listener-missing", "no-infrastructure": "infrastructure-incomplete",
    "no-load-balancer": "load-balancer-missing", "no-reason": "reason-missing",
    "no-room-for-pods": "pods-unschedulable", "no-workers": "workers-not-created",
    "nodes-denied": "node-role-denied", "nodes-do-not-join": "nodes-not-joined",
    "nodes-role-missing": "node-role-missing", "nodes-role-policies": "node-role-policies-missing",
    "nodes-security-groups": "node-security-groups", "not-all-deleted": "state-versions-not-deleted",
    "other-lineage": "lineage-mismatch", "pods-not-made": "pods-not-created",
    "protected": "deletion-protected", "provider-broken": "provider-schemas-unavailable",
    "provider-died": "provider-crashed", "quota": "quota-exceeded", "rights-missing": "permissions-missing",
    "rights-not-checked": "permissions-not-checked", "rights-unsure": "permissions-uncertain",
    "state-lock-passing": "state-lock-released", "state-torn": "state-unreadable",
    "status-set-by-hand": "status-set-manually", "still-in-use": "resource-in-use",
    "storage-refused": "storage-rejected", "terraform-not-begun": "terraform-not-started",
    "terraform-vanished": "terraform-exit-code-missing"
  }'::jsonb ->> code, code)
$$;
update environments
   set failure = jsonb_build_object(
         'code', renamed_failure_code(failure ->> 'code'),
         'class', lower(failure ->> 'kind'),
         'parameters', jsonb_build_object('recorded_what', failure ->> 'what',
                                          'recorded_why', failure ->> 'why',
                                          'recorded_next', failure ->> 'next'),
         'message', (failure ->> 'what') || ': ' || (failure ->> 'why') || '. ' || (failure ->> 'next'))
 where failure is not null;
update operations
   set failure = jsonb_build_object(
         'code', renamed_failure_code(failure ->> 'code'),
         'class', lower(failure ->> 'kind'),
         'parameters', jsonb_build_object('recorded_what', failure ->> 'what',
                                          'recorded_why', failure ->> 'why',
                                          'recorded_next', failure ->> 'next'),
         'message', (failure ->> 'what') || ': ' || (failure ->> 'why') || '. ' || (failure ->> 'next'))
 where failure is not null;
update region_outcomes set code = renamed_failure_code(code);
drop function renamed_failure_code;

-- //@UNDO
create function renamed_failure_code(code text) returns text language sql immutable as $$
  select coalesce('{
    "adoption-not-owned": "adoption-not-ours", "adoption-unhealthy": "adoption-broken",
    "backup-not-writable": "backup-not-written", "backup-version-unsupported": "backup-of-another-version",
    "beta9-already-claimed": "beta9-claimed-by-someone-else", "cluster-access-denied": "cluster-refuses",
    "cluster-not-created": "no-cluster", "cluster-request-rejected": "cluster-refused-request",
    "confirmation-missing": "name-not-confirmed", "deletion-protected": "protected",
    "errored-state-rejected": "kept-state-refused", "gateway-unreachable": "gateway-does-not-answer",
    "grpc-listener-missing": "no-grpc-listener", "infrastructure-incomplete": "no-infrastructure",
    "instance-type-not-offered": "machine-not-offered",
    "instance-type-not-offered-everywhere": "machine-not-offered-everywhere",
    "lineage-mismatch": "other-lineage", "load-balancer-missing": "no-load-balancer",
    "lock-owner-alive": "lock-holder-lives", "lock-owner-unknown": "lock-of-a-stranger",
    "node-role-denied": "nodes-denied", "node-role-missing": "nodes-role-missing",
    "node-role-policies-missing": "nodes-role-policies", "node-security-groups": "nodes-security-groups",
    "nodes-not-joined": "nodes-do-not-join", "operation-cancelled": "cancelled",
    "operation-in-progress": "busy", "permissions-missing": "rights-missing",
    "permissions-not-checked": "rights-not-checked", "permissions-uncertain": "rights-unsure",
    "pods-not-created": "pods-not-made", "pods-unschedulable": "no-room-for-pods",
    "provider-crashed": "provider-died", "provider-schemas-unavailable": "provider-broken",
    "quota-exceeded": "quota", "reason-missing": "no-reason", "resource-in-use": "still-in-use",
    "state-lock-released": "state-lock-passing", "state-unreadable": "state-torn",
    "state-versions-not-deleted": "not-all-deleted", "status-set-manually": "status-set-by-hand",
    "storage-rejected": "storage-refused", "terraform-exit-code-missing": "terraform-vanished",
    "terraform-not-started": "terraform-not-begun", "unexpected-error": "defect",
    "workers-not-created": "no-workers"
  }'::jsonb ->> code, code)
$$;
update environments
   set failure = jsonb_build_object(
         'kind', upper(failure ->> 'class'),
         'code', renamed_failure_code(failure ->> 'code'),
         'what', coalesce(failure -> 'parameters' ->> 'recorded_what', 'The operation failed'),
         'why', coalesce(failure -> 'parameters' ->> 'recorded_why', failure ->> 'message', 'unknown'),
         'next', coalesce(failure -> 'parameters' ->> 'recorded_next', 'Retry'))
 where failure is not null;
update operations
   set failure = jsonb_build_object(
         'kind', upper(failure ->> 'class'),
         'code', renamed_failure_code(failure ->> 'code'),
         'what', coalesce(failure -> 'parameters' ->> 'recorded_what', 'The operation failed'),
         'why', coalesce(failure -> 'parameters' ->> 'recorded_why', failure ->> 'message', 'unknown'),
         'next', coalesce(failure -> 'parameters' ->> 'recorded_next', 'Retry'))
 where failure is not null;
update region_outcomes set code = renamed_failure_code(code);
drop function renamed_failure_code;
