package io.beta9.provisioning.bench.console;

import io.beta9.provisioning.bench.api.SeedData;
import io.beta9.provisioning.terraform.event.TerraformEvent;
import io.beta9.provisioning.terraform.plan.PlanImpact;
import io.beta9.provisioning.terraform.plan.PlanImpactJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Rows of an installation that the console shows: environments as in {@link SeedData}, one of them
 * with a long log and a plan of many resources, the operations of 90 days, audit entries and
 * samples of the load.
 *
 * @param environments number of environments
 * @param logLines lines of the environment that is being provisioned
 * @param resources resources that its operation creates
 */
record ConsoleData(int environments, int logLines, int resources) {
  private static final int OPERATIONS_PER_ENVIRONMENT = 9;
  private static final int WEEKS_OF_SAMPLES = 8;

  /** Every index that is divisible by 50 is queued; see {@link SeedData}. */
  private static final int WORKING = 0;

  static final String PLAN = "op_0000000000aa";
  static final String ACCOUNT = "acc_0000000000aa";
  static final String WEBHOOK = "whk_0000000000aa";

  private static final int FAILED = 5;
  private static final int READY = 10;

  private SeedData base() {
    return new SeedData(environments, 0);
  }

  String working() {
    return base().idOfTenant(WORKING);
  }

  String failed() {
    return base().idOfTenant(FAILED);
  }

  String ready() {
    return base().idOfTenant(READY);
  }

  int endedOperations() {
    return environments * OPERATIONS_PER_ENVIRONMENT;
  }

  void write(JdbcClient jdbc, Path exampleConfig) throws IOException {
    base().write(jdbc, exampleConfig);
    jdbc.sql("set session_replication_role = replica").update();
    writeOperations(jdbc);
    writeAudit(jdbc);
    writeWorking(jdbc);
    writePlan(jdbc);
    writeAccounts(jdbc);
    writeWebhooks(jdbc);
    jdbc.sql("set session_replication_role = origin").update();
    jdbc.sql("vacuum analyze").update();
    jdbc.sql("checkpoint").update();
  }

  private void writeOperations(JdbcClient jdbc) {
    jdbc.sql(
            """
            insert into operations (id, environment_id, tenant_id, kind, state, requested_by,
              created_at, claimed_at, first_claimed_at, finished_at, failure)
            select 'op_' || substr(md5(e.id || n), 1, 12), e.id, e.tenant_id,
                   case n when 1 then 'provision' else 'update' end,
                   case when failed then 'failed' else 'succeeded' end, 'bench',
                   at - interval '20 minutes', at - interval '19 minutes',
                   at - interval '19 minutes', at,
                   case when failed then jsonb_build_object('class',
                     (array['quota', 'capacity', 'permission', 'timeout'])[1 + n % 4], 'code',
                     (array['quota-exceeded', 'insufficient-capacity', 'access-denied',
                            'timeout'])[1 + n % 4]) end
              from environments e cross join generate_series(1, :operations) n,
                   lateral (select now() - make_interval(secs =>
                              (hashtext(e.id || n) & 8388607) % 7776000) as at,
                              hashtext(n || e.id) % 12 = 0 as failed) o
            """)
        .param("operations", OPERATIONS_PER_ENVIRONMENT)
        .update();
    jdbc.sql(
            """
            insert into capacity_samples (at, queue_length, requests_per_minute, database_bytes)
            select now() - make_interval(mins => 5 * n), n % 40, 240 + n % 90, 4e9::bigint - n * 1000
              from generate_series(0, :samples) n
            """)
        .param("samples", WEEKS_OF_SAMPLES * 7 * 24 * 12)
        .update();
  }

  private void writeAudit(JdbcClient jdbc) {
    jdbc.sql(
            """
            insert into audit (at, tenant_id, actor, key_id, action, environment_id, reason, outcome,
              detail, finished_at)
            select created_at, tenant_id, 'ci@bench.example', 'key_bench', 'env.update', id,
                   'a newer version', 'done', 'update of the nodes', created_at
              from environments cross join generate_series(1, 3)
            """)
        .update();
  }

  /** A complete plan that changes every resource, of the environment that has a state. */
  private void writePlan(JdbcClient jdbc) {
    // The region of its documents, so that its state is found.
    jdbc.sql("update environments set region = 'us-east-1' where id = :id")
        .param("id", ready())
        .update();
    List<PlanImpact> impacts =
        IntStream.range(0, resources)
            .mapToObj(
                n ->
                    new PlanImpact(
                        "aws_subnet.private[\"zone-" + n + "\"]",
                        TerraformEvent.Action.UPDATE,
                        List.of("tags_all"),
                        null,
                        null))
            .toList();
    jdbc.sql(
            """
            insert into operations (id, environment_id, tenant_id, kind, state, requested_by,
              created_at, first_claimed_at, finished_at, planned_meta_config, planned_model,
              planned_changes)
            select :plan, id, tenant_id, 'update', 'succeeded', 'bench', now() - interval '1 hour',
                   now() - interval '1 hour', now() - interval '59 minutes', meta_config, infra_model,
                   :impacts::jsonb
              from environments where id = :id
            """)
        .param("plan", PLAN)
        .param("impacts", PlanImpactJson.write(impacts))
        .param("id", ready())
        .update();
  }

  /** Accounts of the tenant whose owner reads the pages. */
  private static void writeAccounts(JdbcClient jdbc) {
    jdbc.sql(
            """
            insert into accounts (id, tenant_id, provider, aws_account_id, role_arn, external_id,
              state, created_by)
            select 'acc_' || lpad(to_hex(169 + n), 12, '0'), 'bench', 'aws', 210000000000 + n,
                   'arn:aws:iam::' || 210000000000 + n || ':role/Beta9Provisioner',
                   'b9-bench-' || n, 'pending', 'bench'
              from generate_series(1, 20) n
            """)
        .update();
  }

  private void writeWebhooks(JdbcClient jdbc) {
    jdbc.sql(
            """
            insert into webhooks (id, tenant_id, url, description, enabled, secret, created_by)
            select 'whk_' || lpad(to_hex(169 + row_number() over (order by id <> 'bench', id, n)), 12, '0'),
                   id, 'https://hooks.example.com/' || n, 'a receiver', false, '\\x00', 'bench'
              from tenants cross join generate_series(1, 5) n
            """)
        .update();
    jdbc.sql(
            """
            insert into webhook_deliveries (id, webhook_id, tenant_id, message_id, type,
              environment_id, body, state, attempts, created_at, last_attempt_at, status,
              error, finished_at)
            select 'whd_' || lpad(n::text, 24, '0'), :id, 'bench', 'msg_' || n,
                   'io.beta9.provisioning.environment.status-changed', :environment, '{}',
                   case when n % 50 = 0 then 'dead' else 'delivered' end, 1,
                   now() - make_interval(mins => n), now() - make_interval(mins => n), 204, null,
                   now() - make_interval(mins => n)
              from generate_series(1, :deliveries) n
            """)
        .param("id", WEBHOOK)
        .param("environment", ready())
        .param("deliveries", 2 * environments)
        .update();
  }

  /** Turns a queued environment into one that Terraform works on. */
  private void writeWorking(JdbcClient jdbc) {
    String operation = working().replace("env_", "op_");
    jdbc.sql(
            """
            insert into workers (id, host, boot_id, pid, pid_started_at, version, concurrency, state)
            select 'w-' || n, 'worker-' || n, 'b', n, 2, '0.1.0', 8, 'running'
              from generate_series(1, 8) n
            """)
        .update();
    jdbc.sql(
            """
            update operations set state = 'running', worker_id = 'w-1', epoch = 1,
              claimed_at = now() - interval '15 minutes',
              first_claimed_at = now() - interval '15 minutes' where id = :id
            """)
        .param("id", operation)
        .update();
    jdbc.sql(
            """
            update environments set status = 'provisioning', phase = 'apply', log_seq = :lines
             where id = :id
            """)
        .param("id", working())
        .param("lines", logLines)
        .update();
    jdbc.sql(
            """
            insert into log_lines (environment_id, seq, tenant_id, operation_id, epoch, at, step,
              stream, text)
            select :id, line, 'bench', :operation, 1,
                   now() - make_interval(secs => 0.1 * (:lines - line)), 'apply', 'terraform',
                   'aws_subnet.private["us-east-1a"]: Still creating... [' || line || 's elapsed]'
              from generate_series(1, :lines) line
            """)
        .param("id", working())
        .param("operation", operation)
        .param("lines", logLines)
        .update();
    jdbc.sql(
            """
            insert into operation_steps (operation_id, step, epoch, started_at, completed_at)
            select o.id, step, 1, o.created_at + make_interval(secs => n * 60),
                   case when o.state = 'succeeded' or n < 8 then
                     o.created_at + make_interval(secs => n * 60 + 50) end
              from operations o cross join unnest(array['preflight', 'state-backend', 'secrets',
                   'stack', 'init', 'recover', 'plan', 'apply', 'outputs', 'cluster-access', 'nodes',
                   'baseline', 'beta9', 'claim', 'expose', 'check']) with ordinality s (step, n)
             where o.state in ('running', 'succeeded') and (o.state = 'succeeded' or n <= 8)
            """)
        .update();
    writeRuns(jdbc, operation);
  }

  /** Plans, starts and, for half of them, completions of the resources. */
  private void writeRuns(JdbcClient jdbc, String operation) {
    jdbc.sql(
            """
            insert into processes (operation_id, run_id, epoch, kind, host, boot_id, pid,
              pid_started_at, directory)
            select id, 'apply-1', 1, 'APPLY', 'worker-1', 'b', 42, 2, 'runs/apply-1' from operations
             where environment_id in (:ids)
            """)
        .param("ids", List.of(working(), ready()))
        .update();
    jdbc.sql(
            """
            with resources as (
              select n, (array['aws_eks_node_group', 'aws_subnet', 'aws_security_group',
                       'aws_iam_role', 'aws_route_table', 'aws_s3_bucket'])[1 + n % 6] as type
                from generate_series(0, :resources - 1) n),
            described as (
              select n, jsonb_build_object('addr', type || '.r["' || n || '"]', 'resource_type', type)
                as resource from resources),
            events as (
              select n as line, jsonb_build_object('type', 'planned_change', '@timestamp',
                       to_char(now() - interval '15 minutes', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                       'change', jsonb_build_object('action', 'create', 'resource', resource)) as event
                from described
              union all
              select :resources + n, jsonb_build_object('type', 'apply_start', '@timestamp',
                       to_char(now() - interval '10 minutes', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                       'hook', jsonb_build_object('action', 'create', 'resource', resource))
                from described
              union all
              select 2 * :resources + n, jsonb_build_object('type', 'apply_complete', '@timestamp',
                       to_char(now() - interval '5 minutes', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                       'hook', jsonb_build_object('action', 'create', 'resource', resource,
                         'elapsed_seconds', 20 + n))
                from described)
            insert into journal (operation_id, run_id, line, event)
            select p.operation_id, p.run_id, line, event from processes p cross join events
             where p.operation_id <> :working or line < 2.5 * :resources
            """)
        .param("resources", resources)
        .param("working", operation)
        .update();
  }
}
