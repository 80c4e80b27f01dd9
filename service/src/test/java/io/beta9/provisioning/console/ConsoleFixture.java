package io.beta9.provisioning.console;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.json.FailureJson;
import io.beta9.provisioning.metaconfig.MetaConfigJson;
import io.beta9.provisioning.metaconfig.MetaConfigReader;
import io.beta9.provisioning.metaconfig.ParseResult;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.catalog.AwsRegions;
import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.metaconfig.change.UpdateRejection;
import io.beta9.provisioning.metaconfig.model.InfraModelFactory;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.metaconfig.text.BodyFormat;
import io.beta9.provisioning.testing.RunningApi;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** A running API whose database has two tenants with environments in every status. */
final class ConsoleFixture implements AutoCloseable {
  static final TenantId ACME = new TenantId("acme");
  static final TenantId GLOBEX = new TenantId("globex");

  /** A name of the maximum length without a place to break it. */
  static final String LONG_NAME = "x".repeat(40);

  static final String HOSTILE =
      "<script>window.hostile = 1</script><img src=x onerror=alert(1)> \u001b[31mred\u001b[0m"
          + " \u202egnol\u202c &amp; '\"";

  static final String EXTERNAL_ID = "b9-5f1c2e";

  /** A complete plan of the environment that is ready. */
  static final String PLAN = "op_0000000000aa";

  /** An update of the environment that is ready, rejected because of its plan. */
  static final String REJECTED_PLAN = "op_0000000000ab";

  /** A plan of the environment with the hostile text. */
  static final String HOSTILE_PLAN = "op_0000000000ac";

  /** A webhook of the owner's tenant. */
  static final String WEBHOOK = "whk_00000000000a";

  /** A webhook with the hostile text. */
  static final String HOSTILE_WEBHOOK = "whk_00000000000d";

  /** A cloud account of the owner's tenant. */
  static final String ACCOUNT = "acc_00000000000c";

  Service service;
  JdbcClient jdbc;
  final String memberKey;
  final String operatorKey;
  final String ownerKey;
  final String otherKey;
  final String viewerKey;
  private final SimulatedAccount account = SimulatedAccount.open();
  private final Map<String, String> settings;
  private int ids;

  private ConsoleFixture(Map<String, String> more) {
    account.setSystemProperties();
    this.settings = RunningApi.settings(more);
    this.service = RunningApi.startWith(settings);
    this.jdbc = service.part(JdbcClient.class);
    ApiKeyRepository keys = service.part(ApiKeyRepository.class);
    this.memberKey = keys.create(ACME, "ann@acme.example", Role.ADMIN).secret().text();
    this.operatorKey = keys.create(new TenantId("ops"), "on-call", Role.OPERATOR).secret().text();
    this.ownerKey = keys.create(new TenantId("ops"), "owner", Role.OWNER).secret().text();
    this.viewerKey = keys.create(ACME, "vic@acme.example", Role.VIEWER).secret().text();
    this.otherKey = keys.create(GLOBEX, "gus@globex.example", Role.ADMIN).secret().text();
  }

  static ConsoleFixture start() {
    ConsoleFixture fixture = new ConsoleFixture(Map.of());
    fixture.fill();
    fixture.addHostileText();
    return fixture;
  }

  /** A service with these settings, and the same tenants and environments. */
  static ConsoleFixture start(Map<String, String> settings) {
    ConsoleFixture fixture = new ConsoleFixture(settings);
    fixture.fill();
    return fixture;
  }

  /** What pictures show. */
  static ConsoleFixture startWithOrdinaryText() {
    ConsoleFixture fixture = new ConsoleFixture(Map.of());
    fixture.fill();
    fixture
        .jdbc
        .sql(
            "update environments set name = 'recommendations-nightly-load-test' where name = :name")
        .param("name", LONG_NAME)
        .update();
    // The service adds a sample of its own when it starts.
    fixture.jdbc.sql("delete from capacity_samples").update();
    fixture
        .jdbc
        .sql(
            """
            insert into capacity_samples (at, queue_length, requests_per_minute, database_bytes)
            select now() - make_interval(mins => 30 * n), 3 + n / 3 % 7,
                   240 + 60 * sin(n / 7.0) + n * 31 % 17, 4e9::bigint - n * 400000
              from generate_series(0, 2600) n
            """)
        .update();
    fixture.addWaits();
    fixture.addHistory();
    fixture.addMembers();
    return fixture;
  }

  /** Operations that waited for hours, and failures of several classes. */
  private void addWaits() {
    jdbc.sql(
            """
            insert into operations (id, environment_id, tenant_id, kind, state, requested_by,
              created_at, first_claimed_at, finished_at)
            select 'op_' || substr(md5(n || '-' || m), 1, 12), 'env_000a1b2c3000', 'acme', 'update',
                   'succeeded', 'ci', at, at + make_interval(mins => 30 + m * 45),
                   at + make_interval(mins => 50 + m * 45)
              from generate_series(2, 320, 3) n
              cross join generate_series(1, 7) m
              cross join lateral (select now() - make_interval(hours => n) as at) t
             where m <= 2.2 + 2 * sin(n * 0.26) + 1.5 * sin(n * 0.017) + (n * 7 % 5) * 0.3
            """)
        .update();
    List<Failure> failures =
        List.of(
            Failure.of(FailureCode.NO_CAPACITY, "Creating the node group")
                .with(FailureParameter.INSTANCE_TYPE, "g5.2xlarge")
                .with(FailureParameter.ZONES, "us-east-1a"),
            Failure.of(FailureCode.QUOTA_EXCEEDED, "Creating the NAT gateway")
                .with(FailureParameter.QUOTA, "NAT gateways per Availability Zone")
                .with(FailureParameter.REPORTED, "NatGatewayLimitExceeded: the limit is 5"),
            Failure.of(FailureCode.THROTTLED, "Reading the account"),
            Failure.of(FailureCode.NO_CREDENTIALS, "Assuming the role"));
    jdbc.sql(
            """
            update operations set failure = cast(:failures as jsonb) -> (abs(hashtext(id)) % 4)
             where state = 'failed' and requested_by = 'ci'
            """)
        .param(
            "failures",
            failures.stream().map(FailureJson::write).collect(Collectors.joining(",", "[", "]")))
        .update();
  }

  /** What operators and users have done, and what an interrupted run left. */
  private void addHistory() {
    jdbc.sql(
            """
            insert into audit (at, tenant_id, actor, key_id, action, environment_id, reason, outcome,
              detail, finished_at)
            select now() - make_interval(mins => ago), tenant, actor, key, action, environment, reason,
                   outcome, detail, now() - make_interval(mins => ago)
              from (values
                (44, 'acme', 'ann@acme.example', 'key_4f1a2b3c4d5e', 'env.update', 'env_000a1b2c3000',
                  'more GPU capacity for the launch', 'done', 'accepts node-groups'),
                (95, 'ops', 'on-call', 'key_9c0d1e2f3a4b', 'regions.open', null,
                  'AWS reports errors in eu-west-1', 'done', 'eu-west-1'),
                (96, 'acme', 'vic@acme.example', 'key_77aa01bc23de', 'env.destroy',
                  'env_000a1b2c3001', null, 'refused', 'requires environment-destroy'),
                (180, 'acme', 'ci', 'key_5b6c7d8e9f0a', 'env.create', 'env_000a1b2c3002', null, 'done',
                  null),
                (410, 'ops', 'on-call', 'key_9c0d1e2f3a4b', 'workers.drain', null, null, 'done',
                  'w-2'),
                (900, 'acme', 'ann@acme.example', 'key_4f1a2b3c4d5e', 'webhooks.rotate', null, null,
                  'done', 'whk_00000000000a, overlap PT24H'),
                (1500, 'globex', 'gus@globex.example', 'key_1a2b3c4d5e6f', 'accounts.verify', null,
                  null, 'done', 'acc_00000000000b')) a
                (ago, tenant, actor, key, action, environment, reason, outcome, detail)
             order by ago desc
            """)
        .update();
    jdbc.sql(
            """
            update operations set epoch = 2, claimed_at = now() - interval '12 minutes'
             where environment_id = 'env_000a1b2c3002' and state = 'running'
            """)
        .update();
    jdbc.sql(
            """
            with number as (update environments set event_seq = event_seq + 1
              where id = 'env_000a1b2c3002' returning event_seq)
            insert into events (environment_id, seq, tenant_id, operation_id, kind, message, data)
            select 'env_000a1b2c3002', event_seq, 'acme', 'op_000a1b2c3002', 'recovered',
                   '31 resources already in the state, 2 adopted; continuing',
                   '{"inState": 31, "adopted": 2, "untainted": 0}'
              from number
            """)
        .update();
  }

  private void addMembers() {
    jdbc.sql(
            """
            insert into console_members (tenant_id, subject, name, roles, first_seen_at, last_seen_at)
            values
              ('ops', 'oidc:00u1f0c8', 'Ann Smith', '{owner}', now() - interval '200 days',
               now() - interval '4 minutes'),
              ('ops', 'oidc:00u2b7d1', 'Ravi Patel', '{operator}', now() - interval '90 days',
               now() - interval '3 hours'),
              ('ops', 'oidc:00u9e3a4', 'Maria Garcia', '{auditor}', now() - interval '31 days',
               now() - interval '12 days')
            """)
        .update();
    jdbc.sql(
            """
            insert into console_sessions (token_sha256, subject, tenant_id, name, roles, created_at,
              last_used_at, expires_at)
            values
              ('\\x0101010101010101', 'oidc:00u1f0c8', 'ops', 'Ann Smith', '{owner}',
               now() - interval '2 hours', now() - interval '4 minutes', now() + interval '1 day'),
              ('\\x0202020202020202', 'oidc:00u1f0c8', 'ops', 'Ann Smith', '{owner}',
               now() - interval '1 day', now() - interval '5 hours', now() + interval '1 day'),
              ('\\x0303030303030303', 'oidc:00u2b7d1', 'ops', 'Ravi Patel', '{operator}',
               now() - interval '4 hours', now() - interval '3 hours', now() + interval '1 day')
            """)
        .update();
  }

  /** Stops the API and starts it again on the same port. */
  void restart() {
    settings.put("LISTEN_PORT", String.valueOf(service.port()));
    service.close();
    service = RunningApi.startWith(settings);
    jdbc = service.part(JdbcClient.class);
  }

  String address(String path) {
    return "http://127.0.0.1:" + service.port() + path;
  }

  private void fill() {
    jdbc.sql(
            """
            insert into workers (id, host, boot_id, pid, pid_started_at, version, concurrency, state,
              memory_used_bytes, memory_limit_bytes)
            values ('w-1', 'worker-7d9f-abcde', 'b', 1, 2, '0.1.0', 4, 'running', 2469606195,
                    4294967296),
                   ('w-2', 'worker-7d9f-fghij', 'b', 2, 2, '0.1.0', 4, 'draining', 751619277,
                    4294967296)
            """)
        .update();
    jdbc.sql(
            """
            insert into region_circuits (region, state, since, reason, openings)
            values ('eu-west-1', 'open', now() - interval '9 minutes', 'AWS reports errors', 1)
            """)
        .update();
    jdbc.sql(
            """
            insert into accounts (id, tenant_id, provider, aws_account_id, role_arn, external_id,
              state, created_by, verified_at, checked_at)
            values ('acc_00000000000a', 'acme', 'aws', '123456789012',
                'arn:aws:iam::123456789012:role/Beta9Provisioner', 'b9-5f1c2e', 'verified',
                'ann@acme.example', now(), now()),
              ('acc_00000000000b', 'globex', 'aws', '210987654321',
                'arn:aws:iam::210987654321:role/Beta9Provisioner', 'b9-77aa01', 'pending',
                'gus@globex.example', null, null),
              (:account, 'ops', 'aws', '123456789013',
                'arn:aws:iam::123456789013:role/Beta9Provisioner', 'b9-5f1c2f', 'pending', 'owner',
                null, null)
            """)
        .param("account", ACCOUNT)
        .update();
    addWebhooks();
    Row ready = environment(ACME, "production", "ready", "us-east-1", 90);
    operation(ready, "provision", "succeeded", 16, null);
    outputs(ready);
    new SampleState(account).writeComplete(ready);
    SamplePlan plans = new SamplePlan(jdbc, ready);
    plans.insert(PLAN, SamplePlan.INTERRUPTING);
    plans.insertRejected(
        REJECTED_PLAN,
        SamplePlan.INTERRUPTING,
        UpdateRejection.of(Set.of(Consequence.NODE_GROUPS))
            .about("production")
            .forEnvironment(ready.id()));
    Row failed = environment(ACME, "analytics-staging", "failed", "eu-central-1", 3);
    failProvisioning(failed);
    Row working = environment(ACME, "gpu-training", "provisioning", "us-west-2", 0);
    operation(working, "provision", "running", 8, null);
    progress(working);
    SampleJournal.ofRunningApply(jdbc, working);
    environment(ACME, "feature-1234", "queued", "eu-west-1", 0);
    Row longName = environment(ACME, LONG_NAME, "ready", "ap-southeast-2", 30);
    operation(longName, "provision", "succeeded", 16, null);
    Row destroying = environment(ACME, "old-demo", "destroying", "us-east-1", 200);
    operation(destroying, "destroy", "running", 6, null);
    environment(ACME, "retired", "destroyed", "us-east-1", 400);
    ids++; // Of the environment with the hostile text.
    environment(GLOBEX, "globex-main", "ready", "us-east-1", 20);
    for (int day = 0; day < 12; day++) {
      past(ready, day, 3 + day % 4, day % 3);
    }
    jdbc.sql(
            """
            insert into audit (at, tenant_id, actor, key_id, action, environment_id, reason, outcome,
              finished_at)
            values (now() - interval '2 days', 'acme', 'ann@acme.example', 'key_1', 'env.destroy', :id,
              'no longer needed', 'done', now() - interval '2 days')
            """)
        .param("id", destroying.id())
        .update();
  }

  /** Webhooks of the owner's tenant, which has no environments: nothing is sent to them. */
  private void addWebhooks() {
    jdbc.sql(
            """
            insert into webhooks (id, tenant_id, url, description, enabled, secret, created_by,
              created_at, previous_secret_until)
            values (:id, 'ops', 'https://hooks.acme.example/beta9/status', 'Deployment board', true,
                '\\x00', 'owner', now() - interval '40 days', now() + interval '9 hours'),
              ('whk_00000000000b', 'ops', 'https://chat.acme.example/services/T024/B031/incoming',
                'On-call channel', true, '\\x00', 'owner', now() - interval '12 days', null),
              ('whk_00000000000c', 'ops', 'https://audit.acme.example/events', '', false, '\\x00',
                'owner', now() - interval '3 days', null)
            """)
        .param("id", WEBHOOK)
        .update();
    jdbc.sql(
            """
            insert into webhook_deliveries (id, webhook_id, tenant_id, message_id, type,
              environment_id, body, state, attempts, created_at, due_at, last_attempt_at, status,
              error, finished_at)
            select 'whd_' || lpad(n::text, 24, '0'), :id, 'ops', 'msg_' || n,
                   case n when 6 then 'io.beta9.provisioning.webhook.test'
                     else 'io.beta9.provisioning.environment.status-changed' end,
                   case when n <> 6 then 'env_000a1b2c300' || n % 4 end, '{}', state, attempts,
                   now() - make_interval(mins => ago), now() + interval '3 hours',
                   now() - make_interval(mins => ago - 1), status, error,
                   case when state <> 'pending' then now() - make_interval(mins => ago - 1) end
              from (values
                (0, 'pending', 3, 12, 503, 'the receiver answered with status 503'),
                (1, 'delivered', 1, 38, 204, null), (2, 'delivered', 1, 39, 204, null),
                (3, 'delivered', 2, 140, 204, null),
                (4, 'dead', 14, 2900, null, 'the connection was refused'),
                (5, 'dead', 14, 2910, 503, 'the receiver answered with status 503'),
                (6, 'delivered', 1, 57000, 204, null)) d (n, state, attempts, ago, status, error)
            """)
        .param("id", WEBHOOK)
        .update();
  }

  Row failedEnvironment(String name) {
    Row row = environment(ACME, name, "failed", "us-east-1", 1);
    failProvisioning(row);
    return row;
  }

  private void failProvisioning(Row row) {
    Failure failure =
        Failure.of(FailureCode.QUOTA_EXCEEDED, "Creating the node group")
            .with(FailureParameter.QUOTA, "Running On-Demand Standard instances")
            .with(FailureParameter.REPORTED, "VcpuLimitExceeded: you have requested 48 vCPU")
            .forEnvironment(row.id());
    operation(row, "provision", "failed", 8, failure);
    fail(row, "apply", failure);
  }

  /** Returns an environment of acme that was created in the console, with its latest operation. */
  Row latestOf(String environment) {
    return new Row(
        environment,
        ACME,
        jdbc.sql(
                "select id from operations where environment_id = :id order by created_at desc"
                    + " limit 1")
            .param("id", environment)
            .query(String.class)
            .single());
  }

  /** Does what a worker records: the status of the environment and the state of the operation. */
  void work(Row row, String status, String state) {
    jdbc.sql(
            """
            update operations set state = :state, finished_at = case when :done then now() end,
              worker_id = case when :done then null else 'w-1' end,
              claimed_at = now(), first_claimed_at = now()
             where id = :id
            """)
        .param("state", state)
        .param("done", state.equals("succeeded"))
        .param("id", row.operation())
        .update();
    jdbc.sql(
            """
            update environments set status = :status, failure = null, error_message = null,
              provisioned_at = case when :status = 'ready' then now() end
             where id = :id
            """)
        .param("status", status)
        .param("id", row.id())
        .update();
  }

  private void addHostileText() {
    int next = ids;
    ids = 7;
    Row hostile = environment(ACME, "hostile", "failed", "us-east-1", 1);
    jdbc.sql(
            "update environments set error_message = :text, created_by = :text, meta_config ="
                + " jsonb_set(meta_config, '{tags}', cast(:tags as jsonb)) where id = :id")
        .param("text", HOSTILE)
        .param(
            "tags",
            JsonMapper.shared().writeValueAsString(Map.of("note", HOSTILE, "k".repeat(63), "v")))
        .param("id", hostile.id())
        .update();
    operation(hostile, "provision", "failed", 3, null);
    new SampleState(account).writeHostile(hostile, HOSTILE);
    new SamplePlan(jdbc, hostile)
        .insertRejected(HOSTILE_PLAN, SamplePlan.hostile(HOSTILE), hostileFailure());
    for (String line : List.of(HOSTILE, "y".repeat(2000))) {
      log(hostile, "plan", List.of(line));
    }
    ids = next;
    addHostileWebhook();
    jdbc.sql(
            """
            insert into console_members (tenant_id, subject, name, roles)
            values ('acme', 'oidc:' || :hostile, :hostile, '{viewer}'),
                   ('ops', 'oidc:' || repeat('s', 200), :hostile, '{operator}')
            """)
        .param("hostile", HOSTILE)
        .update();
    jdbc.sql(
            """
            insert into audit (tenant_id, actor, key_id, action, environment_id, reason, outcome,
              detail, finished_at)
            values ('acme', :hostile, 'key_1', 'state.unlock', 'env_000a1b2c3005', :hostile, 'refused',
              :hostile, now())
            """)
        .param("hostile", HOSTILE)
        .update();
  }

  private void addHostileWebhook() {
    jdbc.sql(
            """
            insert into webhooks (id, tenant_id, url, description, enabled, secret, created_by)
            values (:id, 'ops', 'https://hooks.example.com/' || repeat('u', 900), :hostile, true, '\\x00',
              'owner')
            """)
        .param("id", HOSTILE_WEBHOOK)
        .param("hostile", HOSTILE)
        .update();
    jdbc.sql(
            """
            insert into webhook_deliveries (id, webhook_id, tenant_id, message_id, type, body, state,
              error, finished_at)
            values ('whd_hostile', :id, 'ops', :hostile, :hostile, '{}', 'dead', :hostile, now())
            """)
        .param("id", HOSTILE_WEBHOOK)
        .param("hostile", HOSTILE)
        .update();
  }

  private static Failure hostileFailure() {
    return Failure.of(FailureCode.PLAN_WOULD_DESTROY)
        .about(HOSTILE)
        .with(FailureParameter.ACTION, "replace")
        .with(FailureParameter.REPORTED, HOSTILE);
  }

  record Row(String id, TenantId tenant, String operation) {}

  Row environment(TenantId tenant, String name, String status, String region, int daysAgo) {
    String id = String.format(Locale.ROOT, "env_%012x", 0xa1b2c3000L + ids++);
    byte[] yaml =
        ("name: \""
                + name
                + "\"\ncloud:\n  provider: aws\n  region: "
                + region
                + "\n  account_id: \"123456789012\"\nbeta9:\n  domain: beta9.acme.example\n")
            .getBytes(StandardCharsets.UTF_8);
    ParseResult.Valid parsed =
        (ParseResult.Valid) new MetaConfigReader(AwsRegions.all()).read(yaml, BodyFormat.YAML);
    jdbc.sql(
            """
            insert into environments (id, tenant_id, name, status, cloud_provider, region, account_id,
              meta_config, infra_model, state_backend_config, created_by, created_at, updated_at,
              status_since, provisioned_at, registered_account_id)
            values (:id, :tenant, :name, :status, 'aws', :region, '123456789012', :meta::jsonb,
              :model::jsonb, :backend::jsonb,
              'ann@acme.example', now() - make_interval(days => :days), now(),
              now() - interval '20 minutes',
              case when :status = 'ready' then now() - make_interval(days => :days) end,
              case when :tenant = 'acme' then 'acc_00000000000a' end)
            """)
        .param("id", id)
        .param("tenant", tenant.value())
        .param("name", name)
        .param("status", status)
        .param("region", region)
        .param("meta", MetaConfigJson.toTree(parsed.config()).toString())
        .param(
            "model", InfraModelJson.toTree(InfraModelFactory.from(parsed.config(), id)).toString())
        .param("days", daysAgo)
        .param(
            "backend",
            service
                .part(JsonMapper.class)
                .writeValueAsString(StateBackend.of(parsed.config().cloud(), id, "s3")))
        .update();
    return new Row(id, tenant, id.replace("env_", "op_"));
  }

  private static final List<String> STEPS =
      List.of(
          "preflight",
          "state-backend",
          "secrets",
          "stack",
          "init",
          "recover",
          "plan",
          "apply",
          "outputs",
          "cluster-access",
          "nodes",
          "baseline",
          "beta9",
          "claim",
          "expose",
          "check");

  private static final List<String> DESTROY_STEPS =
      List.of(
          "state-backend", "secrets", "stack", "init", "recover", "cluster-uninstall", "destroy");

  void operation(
      Row row,
      String kind,
      String state,
      int steps,
      @org.jspecify.annotations.Nullable Failure failure) {
    boolean running = state.equals("running");
    jdbc.sql(
            """
            insert into operations (id, environment_id, tenant_id, kind, state, requested_by,
              worker_id, created_at, claimed_at, first_claimed_at, finished_at, failure)
            values (:id, :env, :tenant, :kind, :state, 'ann@acme.example',
              case when :running then 'w-1' end, now() - interval '16 minutes',
              now() - interval '15 minutes', now() - interval '15 minutes',
              case when not :running then now() - interval '1 minute' end, :failure::jsonb)
            """)
        .param("id", row.operation())
        .param("env", row.id())
        .param("tenant", row.tenant().value())
        .param("kind", kind)
        .param("state", state)
        .param("running", running)
        .param("failure", FailureJson.write(failure))
        .update();
    List<String> names = kind.equals("destroy") ? DESTROY_STEPS : STEPS;
    for (int i = 0; i < steps; i++) {
      boolean open = i == steps - 1 && !state.equals("succeeded");
      jdbc.sql(
              """
              insert into operation_steps (operation_id, step, epoch, started_at, completed_at)
              values (:id, :step, 1, now() - make_interval(secs => 900 - :i * 50),
                case when not :open then now() - make_interval(secs => 900 - :i * 50 - :i * 3) end)
              """)
          .param("id", row.operation())
          .param("step", names.get(i))
          .param("i", i)
          .param("open", open)
          .update();
      event(row, "step-started", names.get(i) + " started");
      if (!open) {
        event(row, "step-done", names.get(i) + " done");
      }
    }
    log(
        row,
        "apply",
        List.of(
            "Terraform will perform the following actions: 57 to add, 0 to change, 0 to destroy",
            "module.network.aws_vpc.this: Creating...",
            "module.network.aws_vpc.this: Creation complete after 2s [id=vpc-0a1b2c3d4e5f60718]",
            "module.cluster.aws_eks_cluster.this: Still creating... [3m20s elapsed]"));
  }

  void event(Row row, String kind, String message) {
    jdbc.sql(
            """
            with number as (update environments set event_seq = event_seq + 1 where id = :env
              returning event_seq)
            insert into events (environment_id, seq, tenant_id, operation_id, kind, message)
            select :env, event_seq, :tenant, :op, :kind, :message from number
            """)
        .param("env", row.id())
        .param("tenant", row.tenant().value())
        .param("op", row.operation())
        .param("kind", kind)
        .param("message", message)
        .update();
  }

  void log(Row row, String step, List<String> lines) {
    for (String line : lines) {
      jdbc.sql(
              """
              with number as (update environments set log_seq = log_seq + 1 where id = :env
                returning log_seq)
              insert into log_lines (environment_id, seq, tenant_id, operation_id, epoch, step, stream, text)
              select :env, log_seq, :tenant, :op, 1, :step, 'terraform', :line from number
              """)
          .param("env", row.id())
          .param("tenant", row.tenant().value())
          .param("op", row.operation())
          .param("step", step)
          .param("line", line)
          .update();
    }
  }

  private void outputs(Row row) {
    jdbc.sql("update environments set outputs = :outputs::jsonb where id = :id")
        .param(
            "outputs",
            """
            {"cluster_name": "beta9-a1b2c3d4e5f6", "gateway_url": "https://beta9.acme.example",
             "cluster_endpoint": "https://9F86D081884C7D659A2FEAA0C55AD015.gr7.us-east-1.eks.amazonaws.com",
             "bucket_name": "beta9-storage-a1b2c3d4e5f6"}
            """)
        .param("id", row.id())
        .update();
  }

  void fail(Row row, String step, Failure failure) {
    jdbc.sql(
            "update environments set phase = :step, failure = :failure::jsonb, error_message ="
                + " :message where id = :id")
        .param("step", step)
        .param("failure", FailureJson.write(failure))
        .param("message", failure.message())
        .param("id", row.id())
        .update();
  }

  private void progress(Row row) {
    jdbc.sql("update environments set phase = 'apply', progress = :progress::jsonb where id = :id")
        .param(
            "progress",
            """
            {"step": "apply", "steps_completed": 7, "steps_total": 16, "completed": 43, "planned": 60,
             "in_flight": [
               {"address": "module.cluster.aws_eks_cluster.this", "action": "create", "seconds": 421},
               {"address": "module.data.aws_db_instance.this", "action": "create", "seconds": 298},
               {"address": "module.data.aws_elasticache_replication_group.this", "action": "create",
                "seconds": 240}]}
            """)
        .param("id", row.id())
        .update();
  }

  private void past(Row row, int day, int succeeded, int failed) {
    for (int i = 0; i < succeeded + failed; i++) {
      jdbc.sql(
              """
              insert into operations (id, environment_id, tenant_id, kind, state, requested_by,
                created_at, first_claimed_at, finished_at, failure)
              values (:id, :env, :tenant, 'provision', :state, 'ci',
                now() - make_interval(days => :day, mins => 24),
                now() - make_interval(days => :day, mins => 23), now() - make_interval(days => :day),
                case when :state = 'failed' then cast(:failure as jsonb) end)
              """)
          .param("id", String.format(Locale.ROOT, "op_%012x", 0xf000000000L + ids++))
          .param("env", row.id())
          .param("tenant", row.tenant().value())
          .param("state", i < succeeded ? "succeeded" : "failed")
          .param("day", day)
          .param(
              "failure",
              i % 2 == 0
                  ? "{\"class\": \"quota\", \"code\": \"quota-exceeded\"}"
                  : "{\"class\": \"permission\", \"code\": \"access-denied\"}")
          .update();
    }
  }

  @Override
  public void close() {
    service.close();
    account.close();
  }
}
