package io.beta9.provisioning.database;

import org.springframework.jdbc.core.simple.JdbcClient;

/** A row in every table of the newest schema. */
final class SampleRows {
  private SampleRows() {}

  static void fill(JdbcClient jdbc) {
    jdbc.sql(
            """
            insert into tenants (id) values ('acme') on conflict do nothing;
            insert into api_keys (id, tenant_id, name, role, secret_sha256)
            values ('key_1', 'acme', 'on call', 'operator', '\\x00ff') on conflict do nothing;
            insert into accounts (id, tenant_id, provider, aws_account_id, role_arn, external_id, state,
              created_by)
            values ('acc_0123456789ab', 'acme', 'aws', '123456789012',
              'arn:aws:iam::123456789012:role/Beta9Provisioner', 'b9-00', 'pending', 'test')
            on conflict do nothing;
            insert into account_grants (provider, aws_account_id, tenant_id, granted_by, reason)
            values ('aws', '123456789012', 'acme', 'op', 'r') on conflict do nothing;
            insert into environments (id, tenant_id, name, status, cloud_provider, region, account_id,
              meta_config, infra_model, state_backend_config, created_by, error_message)
            values ('env_0123456789ab', 'acme', 'a', 'ready', 'aws', 'us-east-1', '123456789012',
              '{"a": [1, null, "ü\\n"]}', '{}', '{}', 'test', E'tab\\t line\\n back\\\\slash')
            on conflict do nothing;
            insert into workers (id, host, boot_id, pid, pid_started_at, version, concurrency, state)
            values ('w_1', 'h', 'b', 1, 2, 'v', 2, 'dead') on conflict do nothing;
            insert into operations (id, environment_id, tenant_id, kind, requested_by, state,
              claimed_at, first_claimed_at, finished_at, reserved_place, status_before, region_gate)
            values ('op_0123456789ab', 'env_0123456789ab', 'acme', 'provision', 'test', 'succeeded',
              now(), now(), now(), 'here', 'ready', 'us-east-1') on conflict do nothing;
            insert into operation_steps (operation_id, step, epoch, started_at)
            values ('op_0123456789ab', 'apply', 1, now()) on conflict do nothing;
            insert into operation_traces (operation_id, context)
            values ('op_0123456789ab', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')
            on conflict do nothing;
            insert into processes (operation_id, run_id, epoch, kind, host, boot_id, pid,
              pid_started_at, directory)
            values ('op_0123456789ab', 'r', 1, 'apply', 'h', 'b', 1, 2, '/d') on conflict do nothing;
            insert into idempotency_keys (tenant_id, key, request_sha256, environment_id, operation_id)
            values ('acme', 'k', '\\x01', 'env_0123456789ab', 'op_0123456789ab') on conflict do nothing;
            insert into idempotent_requests (tenant_id, key, request_sha256, status, body)
            values ('acme', 'k', '\\x01', 201, '\\x7b7d') on conflict do nothing;
            insert into events (environment_id, seq, tenant_id, kind, message)
            values ('env_0123456789ab', 1, 'acme', 'k', 'm') on conflict do nothing;
            insert into log_lines (environment_id, seq, tenant_id, operation_id, epoch, step, stream, text)
            values ('env_0123456789ab', 1, 'acme', 'op_0123456789ab', 1, 's', 'out', 't')
            on conflict do nothing;
            insert into journal (operation_id, run_id, line, event)
            values ('op_0123456789ab', 'r', 1, '{"type": "apply_complete"}') on conflict do nothing;
            insert into kept_states (environment_id, tenant_id, operation_id, lineage, serial, content)
            values ('env_0123456789ab', 'acme', 'op_0123456789ab', 'l', 1, '\\x0001') on conflict do nothing;
            insert into capacity_samples values ('2026-01-01', 1, 0.1, 3) on conflict do nothing;
            insert into audit (tenant_id, actor, key_id, action, outcome)
            values ('acme', 'another-user', 'key_1', 'env.retry', 'done');
            insert into audit_policy (minimum_retention) values ('1 day') on conflict do nothing;
            insert into region_circuits (region, state, since, reason, openings, probe)
            values ('us-east-1', 'open', now(), 'r', 1, 'op_0123456789ab') on conflict do nothing;
            insert into region_outcomes (region, operation_id, outcome, code, why)
            values ('us-east-1', 'op_0123456789ab', 'succeeded', 'c', 'w');
            insert into scheduled_tasks (task_name, task_instance, picked, version)
            values ('retention', 'recurring', false, 1) on conflict do nothing;
            insert into console_sessions (token_sha256, key_id, expires_at)
            values ('\\x01', 'key_1', now() + interval '1 day') on conflict do nothing;
            insert into console_sign_ins (token_sha256, path, expires_at)
            values ('\\x04', '/console', now() + interval '1 day') on conflict do nothing;
            insert into console_members (tenant_id, subject, name, roles)
            values ('acme', 'oidc:1', 'ann', '{member}') on conflict do nothing;
            insert into console_sign_in_links (token_sha256, key_id, expires_at)
            values ('\\x02', 'key_1', now() + interval '1 day') on conflict do nothing;
            insert into webhooks (id, tenant_id, url, description, enabled, secret, created_by)
            values ('whk_0123456789ab', 'acme', 'https://example.com/', '', false, '\\x0001', 'test')
            on conflict do nothing;
            insert into webhook_deliveries (id, webhook_id, tenant_id, message_id, type, body)
            values ('whd_1', 'whk_0123456789ab', 'acme', 'msg_1', 't', '{}') on conflict do nothing;
            """)
        .update();
  }
}
