package io.beta9.provisioning.bench.api;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.json.FailureJson;
import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.MetaConfigJson;
import io.beta9.provisioning.metaconfig.MetaConfigReader;
import io.beta9.provisioning.metaconfig.ParseResult;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.catalog.AwsRegions;
import io.beta9.provisioning.metaconfig.model.InfraModelFactory;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.metaconfig.text.BodyFormat;
import io.beta9.provisioning.metaconfig.text.SnakeCaseJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Rows of a large installation. Half of the environments belong to one tenant, the rest to many.
 * Their documents are those that the service derives from {@code examples/small.yaml}, with outputs
 * as long as real ones.
 */
public final class SeedData {
  /** The tenant that owns half of the environments. */
  public static final TenantId TENANT = new TenantId("bench");

  /** Number of tenants that create environments. */
  static final int CREATORS = 50;

  static final List<String> REGIONS =
      List.of("us-east-1", "us-west-2", "eu-central-1", "eu-west-1");

  /** Environments whose operations have many log lines. */
  static final int ENVIRONMENTS_WITH_LOGS = 20;

  private static final long FIRST_ID = 100_000_000_000L;
  private static final String PLACEHOLDER = "env_000000000000";
  private static final int EVENTS_PER_ENVIRONMENT = 10;

  private final int environments;
  private final int logLines;

  /**
   * @param environments number of environments; ten events each, a tenth of them waiting
   * @param logLines lines of each environment that has a log
   */
  public SeedData(int environments, int logLines) {
    this.environments = environments;
    this.logLines = logLines;
  }

  int environments() {
    return environments;
  }

  int events() {
    return environments * EVENTS_PER_ENVIRONMENT;
  }

  int waitingOperations() {
    return environments / 10;
  }

  int logLines() {
    return logLines;
  }

  /** Returns the id of the {@code index}-th environment of {@link #TENANT}. */
  public String idOfTenant(int index) {
    return "env_" + (FIRST_ID + 2L * index);
  }

  /** Returns the number of environments of {@link #TENANT}. */
  public int environmentsOfTenant() {
    return environments / 2;
  }

  /** Returns the id of the {@code index}-th environment with a log. */
  String idWithLogs(int index) {
    return "env_" + (FIRST_ID + 100L * index);
  }

  /** Returns the commands of pgbench that set {@code digits} to those of a random id of it. */
  String pgbenchDigits() {
    return "\\set digits 2 * random(%d, %d)\n"
        .formatted(FIRST_ID / 2, FIRST_ID / 2 + environmentsOfTenant() - 1);
  }

  /** Writes the rows. */
  public void write(JdbcClient jdbc, Path exampleConfig) throws IOException {
    MetaConfig config = config(exampleConfig);
    // All statements of one session; foreign keys hold by construction and are not checked.
    jdbc.sql("set session_replication_role = replica").update();
    jdbc.sql(
            """
            insert into tenants (id)
            select 'bench' union select 'tenant-' || n from generate_series(0, 98) n
            union select 'creator-' || n from generate_series(0, :creators - 1) n
            on conflict do nothing
            """)
        .param("creators", CREATORS)
        .update();
    jdbc.sql(
            """
            insert into accounts (id, tenant_id, provider, aws_account_id, role_arn, external_id, state,
              verified_at, checked_at, created_by)
            select 'acc_' || substr(md5(id), 1, 12), id, 'aws', '123456789012',
                   'arn:aws:iam::123456789012:role/Beta9Provisioner', 'b9-' || md5(id), 'verified',
                   now(), now(), 'bench'
              from tenants
            """)
        .update();
    jdbc.sql(
            """
            insert into environments (id, tenant_id, name, status, phase, error_message, failure,
              progress, cloud_provider, region, account_id, meta_config, infra_model,
              state_backend_config, outputs, created_by, created_at, updated_at, provisioned_at,
              status_since, event_seq, registered_account_id)
            select id, tenant, 'e-' || k, status,
                   case status when 'queued' then null when 'failed' then 'apply' else 'check' end,
                   case status when 'failed' then :message end,
                   case status when 'failed' then :failure::jsonb end,
                   case when status <> 'queued' then :progress::jsonb end,
                   'aws', (array[:regions])[k / 2 % 4 + 1], '123456789012',
                   replace(:meta, :placeholder, id)::jsonb, replace(:infra, :placeholder, id)::jsonb,
                   replace(:backend, :placeholder, id)::jsonb,
                   case when status = 'ready' then replace(:outputs, :placeholder, id)::jsonb else '{}' end,
                   'bench', at, at, case when status = 'ready' then at end, at, 10,
                   'acc_' || substr(md5(tenant), 1, 12)
              from (select k, 'env_' || (:first + k) as id,
                           case when k % 2 = 0 then 'bench' else 'tenant-' || k % 99 end as tenant,
                           now() - make_interval(secs => 30 * (:environments - k)) as at,
                           case when k / 2 % 50 < 5 then 'queued' when k / 2 % 50 < 7 then 'failed'
                                when k / 2 % 50 < 8 then 'destroyed' else 'ready' end as status
                      from generate_series(0, :environments - 1) k) e
            """)
        .param("first", FIRST_ID)
        .param("environments", environments)
        .param("placeholder", PLACEHOLDER)
        .param("regions", REGIONS)
        .param("meta", MetaConfigJson.toJson(config))
        .param("infra", InfraModelJson.toJson(InfraModelFactory.from(config, PLACEHOLDER)))
        .param(
            "backend",
            SnakeCaseJson.MAPPER.writeValueAsString(
                StateBackend.of(config.cloud(), PLACEHOLDER, "s3")))
        .param("outputs", SnakeCaseJson.MAPPER.writeValueAsString(outputs()))
        .param(
            "progress",
            SnakeCaseJson.MAPPER.writeValueAsString(new Progress("check", 14, 14, 0, 0, List.of())))
        .param("failure", FailureJson.write(failure()))
        .param("message", failure().message())
        .update();
    jdbc.sql(
            """
            insert into operations (id, environment_id, tenant_id, kind, state, requested_by, created_at,
              region_gate)
            select 'op_' || substr(id, 5), id, tenant_id, 'provision', 'waiting', 'bench', created_at,
                   region from environments where status = 'queued'
            """)
        .update();
    jdbc.sql(
            """
            insert into events (environment_id, seq, tenant_id, at, kind, message, data)
            select e.id, seq, e.tenant_id, e.created_at, 'step-done', 'network: completed',
                   '{"step": "network"}'
              from environments e cross join generate_series(1, :events) seq
            """)
        .param("events", EVENTS_PER_ENVIRONMENT)
        .update();
    jdbc.sql(
            """
            insert into log_lines (environment_id, seq, tenant_id, operation_id, epoch, step, stream, text)
            select 'env_' || (:first + 100 * n), line, 'bench', 'op_' || (:first + 100 * n), 1, 'apply',
                   'stdout', 'aws_subnet.private["us-east-1a"]: Still creating... [' || line || 's elapsed]'
              from generate_series(0, :logs - 1) n cross join generate_series(1, :lines) line
            """)
        .param("first", FIRST_ID)
        .param("logs", ENVIRONMENTS_WITH_LOGS)
        .param("lines", logLines)
        .update();
    jdbc.sql("set session_replication_role = origin").update();
    jdbc.sql("vacuum analyze").update();
    jdbc.sql("checkpoint").update();
  }

  private static MetaConfig config(Path example) throws IOException {
    if (new MetaConfigReader(AwsRegions.all()).read(Files.readAllBytes(example), BodyFormat.YAML)
        instanceof ParseResult.Valid(MetaConfig config)) {
      return config;
    }
    throw new IllegalStateException(example + " is not valid");
  }

  private static Failure failure() {
    return Failure.of(FailureCode.QUOTA_EXCEEDED, "Creating the node group");
  }

  /** Outputs of the Terraform module, as long as those of AWS. */
  private static Map<String, Object> outputs() {
    String account = "arn:aws:iam::123456789012:";
    return Map.ofEntries(
        Map.entry("vpc_id", "vpc-0a1b2c3d4e5f60718"),
        Map.entry(
            "private_subnet_ids", List.of("subnet-0a1b2c3d4e5f60718", "subnet-0b1b2c3d4e5f6071")),
        Map.entry(
            "public_subnet_ids", List.of("subnet-0c1b2c3d4e5f60718", "subnet-0d1b2c3d4e5f6071")),
        Map.entry("cluster_name", PLACEHOLDER),
        Map.entry(
            "cluster_endpoint",
            "https://0123456789ABCDEF0123456789ABCDEF.gr7.us-east-1.eks.amazonaws.com"),
        Map.entry("cluster_certificate_authority", "LS0tLS1CRUdJTiBDRVJU".repeat(73)),
        Map.entry("cluster_security_group_id", "sg-0a1b2c3d4e5f60718"),
        Map.entry(
            "oidc_provider_arn",
            account + "oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF"),
        Map.entry("rds_endpoint", PLACEHOLDER + ".c0a1b2c3d4e5.us-east-1.rds.amazonaws.com"),
        Map.entry("rds_port", 5432),
        Map.entry("rds_database", "beta9"),
        Map.entry("redis_endpoint", "master." + PLACEHOLDER + ".a1b2c3.use1.cache.amazonaws.com"),
        Map.entry("redis_port", 6379),
        Map.entry("bucket_name", PLACEHOLDER + "-storage"),
        Map.entry(
            "ecr_repository_url", "123456789012.dkr.ecr.us-east-1.amazonaws.com/" + PLACEHOLDER),
        Map.entry("worker_role_arn", account + "role/" + PLACEHOLDER + "-worker"),
        Map.entry("gateway_role_arn", account + "role/" + PLACEHOLDER + "-gateway"),
        Map.entry("autoscaler_role_arn", account + "role/" + PLACEHOLDER + "-autoscaler"),
        Map.entry("storage_user_name", PLACEHOLDER + "-storage"),
        Map.entry("log_group_name", "/beta9/" + PLACEHOLDER),
        Map.entry(
            "kms_key_arn",
            "arn:aws:kms:us-east-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef"),
        Map.entry(
            "gateway_url", "http://k8s-beta9-gateway-0123456789.elb.us-east-1.amazonaws.com"));
  }
}
