package io.beta9.provisioning.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.settings.http.AddressRanges;
import io.beta9.provisioning.settings.http.HttpSettings;
import io.beta9.provisioning.settings.http.RateLimitSettings;
import io.beta9.provisioning.settings.http.TlsSettings;
import io.beta9.provisioning.settings.http.WebhookSettings;
import io.beta9.provisioning.settings.kubernetes.DeletionCost;
import io.beta9.provisioning.settings.kubernetes.PodSettings;
import io.beta9.provisioning.settings.server.DatabaseUrl;
import io.beta9.provisioning.settings.telemetry.LogFormat;
import io.beta9.provisioning.settings.telemetry.LogSettings;
import io.beta9.provisioning.settings.telemetry.TracingSettings;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.logging.LogLevel;
import org.springframework.util.unit.DataSize;

class SettingsTest {
  private static final String PASSWORD = "s3cret-";

  /** The contract with operators: deployed configurations use these names. */
  @Test
  void keeps_the_names_of_the_environment_variables() {
    assertThat(descriptors().stream().map(SettingDescriptor::variable))
        .containsExactlyInAnyOrder(
            "DATABASE_URL",
            "DATABASE_READ_URL",
            "DATABASE_MIGRATION_URL",
            "AUDIT_HEADS_FILE",
            "AUDIT_SIGNING_KEY",
            "DATABASE_CA_FILE",
            "DATABASE_READ_MAX_LAG",
            "DATABASE_POOL_SIZE",
            "REDIS_URL",
            "REDIS_CA_FILE",
            "LISTEN_ADDRESS",
            "LISTEN_PORT",
            "LISTEN_MAX_REQUESTS",
            "LISTEN_MAX_CONNECTIONS",
            "LISTEN_MAX_CONNECTIONS_PER_ADDRESS",
            "LISTEN_HEADER_DEADLINE",
            "LISTEN_BODY_DEADLINE",
            "LISTEN_SLOW_READER_TOLERANCE",
            "ALLOW_PLAIN_HTTP",
            "TRUSTED_PROXIES",
            "MANAGEMENT_PORT",
            "TLS_CERT_FILE",
            "TLS_KEY_FILE",
            "RATE_LIMIT_READS",
            "RATE_LIMIT_WRITES",
            "RATE_LIMIT_STREAMS",
            "RATE_LIMIT_UNAUTHENTICATED",
            "OIDC_ISSUER",
            "OIDC_AUDIENCE",
            "OIDC_JWKS_URL",
            "OIDC_ALGORITHMS",
            "OIDC_CLOCK_SKEW",
            "OIDC_TENANT_CLAIM",
            "OIDC_ROLES_CLAIM",
            "OIDC_ROLE_PREFIX",
            "CONSOLE_ENABLED",
            "CONSOLE_SESSION_IDLE",
            "CONSOLE_SESSION_TOTAL",
            "CONSOLE_OIDC_CLIENT_ID",
            "CONSOLE_OIDC_CLIENT_SECRET_FILE",
            "CONSOLE_PUBLIC_URL",
            "WEBHOOK_MAX_PER_TENANT",
            "WEBHOOK_ENCRYPTION_KEY",
            "WEBHOOK_ALLOW_LOOPBACK",
            "ALLOWED_REGIONS",
            "MAX_ENVIRONMENTS_PER_TENANT",
            "MAX_RUNNING_OPERATIONS_PER_TENANT",
            "STUCK_AFTER",
            "WORKER_SOURCE_CIDRS",
            "WORKER_PRIVATE_NETWORKS",
            "ALLOW_OWN_ACCOUNT",
            "TRUSTED_PRINCIPAL",
            "ACCOUNT_VERIFICATION_INTERVAL",
            "WORKDIR_BASE",
            "WORKDIR_LIMIT",
            "WORKDIR_FREE_WARNING",
            "WORKDIR_FREE_MINIMUM",
            "WORKDIR_RETENTION",
            "WORKER_LISTEN_PORT",
            "WORKER_CONCURRENCY",
            "WORKER_MEMORY_RESERVED",
            "WORKER_DRAIN_SECONDS",
            "STEP_DEADLINES",
            "RESOURCE_DEADLINES",
            "TERRAFORM_BINARY",
            "TERRAFORM_PROVIDER_MIRROR",
            "TERRAFORM_PROVIDER_LOCK_FILE",
            "TERRAFORM_USER",
            "TERRAFORM_LOCK",
            "TERRAFORM_PARALLELISM",
            "TERRAFORM_LOCK_TIMEOUT_SECONDS",
            "TERRAFORM_INTERRUPT_GRACE_SECONDS",
            "TERRAFORM_AWS_MAX_RETRIES",
            "TERRAFORM_MEMORY",
            "HELM_RUNNER_JAR",
            "HELM_RUNNER_AOT_CACHE",
            "CHARTS_DIR",
            "AWS_ENDPOINT_URL",
            "AWS_REGION",
            "EVENTS_RETENTION",
            "LOGS_RETENTION",
            "AUDIT_RETENTION",
            "SAMPLES_RETENTION",
            "JOURNAL_RETENTION",
            "PROCESSES_RETENTION",
            "OPERATIONS_RETENTION",
            "IDEMPOTENCY_KEYS_RETENTION",
            "WORKERS_RETENTION",
            "REGION_OUTCOMES_RETENTION",
            "WEBHOOK_DELIVERIES_RETENTION",
            "POD_NAME",
            "POD_NAMESPACE",
            "POD_UID",
            "KUBERNETES_SERVICE_HOST",
            "POD_DELETION_COST",
            "LOG_LEVEL",
            "LOG_FORMAT",
            "TRACING_ENDPOINT",
            "TRACING_READ_PERCENT");
  }

  @Test
  void has_a_default_for_every_setting() {
    Settings settings = Settings.from(Map.of());

    assertThat(settings.database())
        .isEqualTo(
            new DatabaseSettings(
                DatabaseUrl.parse("postgresql://localhost:5432/beta9_provisioning"),
                null,
                null,
                null,
                Duration.ofSeconds(5),
                10));
    assertThat(settings.redis().url().getHost()).isEqualTo("localhost");
    assertThat(settings.redis().url().getPort()).isEqualTo(6379);
    assertThat(settings.listen())
        .isEqualTo(
            new ListenSettings(
                "127.0.0.1",
                8080,
                64,
                1000,
                250,
                Duration.ofSeconds(20),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30)));
    assertThat(settings.http()).isEqualTo(new HttpSettings(false, AddressRanges.parse(""), null));
    assertThat(settings.tls()).isEqualTo(new TlsSettings(null, null));
    assertThat(settings.rateLimits()).isEqualTo(new RateLimitSettings(6000, 600, 120, 600));
    assertThat(settings.environments().allowedRegions()).isEmpty();
    assertThat(settings.environments().maxEnvironmentsPerTenant()).isEqualTo(100);
    assertThat(settings.environments().stuckAfter()).isEqualTo(Duration.ofHours(1));
    assertThat(settings.accounts().allowOwnAccount()).isFalse();
    assertThat(settings.accounts().trustedPrincipal()).isNull();
    assertThat(settings.accounts().accountVerificationInterval()).isEqualTo(Duration.ofHours(6));
    assertThat(settings.worker())
        .isEqualTo(new WorkerSettings(0, null, DataSize.ofMegabytes(512), 5400));
    assertThat(settings.operations())
        .isEqualTo(
            new OperationSettings(
                Path.of("/tmp/beta9-provisioning"),
                null,
                DataSize.ofGigabytes(5),
                DataSize.ofGigabytes(1),
                Duration.ofDays(7),
                new NamedDurations(Map.of()),
                new NamedDurations(Map.of()),
                null));
    assertThat(settings.terraform())
        .isEqualTo(
            new TerraformSettings(
                null,
                null,
                null,
                new TerraformUser(TerraformUser.Mode.AUTO, 60990, 60990),
                StateLockKind.S3,
                10,
                10,
                300,
                25,
                DataSize.ofMegabytes(800)));
    assertThat(settings.bootstrap()).isEqualTo(new BootstrapSettings(null, null, null));
    assertThat(settings.retention())
        .isEqualTo(
            new RetentionSettings(
                Duration.ofDays(90),
                Duration.ofDays(30),
                Duration.ofDays(730),
                Duration.ofDays(365),
                Duration.ofDays(30),
                Duration.ofDays(90),
                Duration.ofDays(365),
                Duration.ofDays(30),
                Duration.ofDays(30),
                Duration.ofDays(1),
                Duration.ofDays(30)));
    assertThat(settings.webhooks()).isEqualTo(new WebhookSettings(10, null, false));
    assertThat(settings.pod())
        .isEqualTo(new PodSettings(null, null, null, null, DeletionCost.NONE));
    assertThat(settings.log()).isEqualTo(new LogSettings(LogLevel.INFO, LogFormat.TEXT));
    assertThat(settings.tracing()).isEqualTo(new TracingSettings(null, 0));
  }

  @Test
  void binds_every_setting_from_its_variable() {
    Settings settings =
        Settings.from(
            Map.ofEntries(
                Map.entry("DATABASE_URL", "postgresql://u:p@db/jobs"),
                Map.entry("DATABASE_READ_URL", "postgresql://u:p@replica/jobs"),
                Map.entry("DATABASE_MIGRATION_URL", "postgresql://owner:p@db/jobs"),
                Map.entry("DATABASE_READ_MAX_LAG", "7s"),
                Map.entry("DATABASE_POOL_SIZE", "1"),
                Map.entry("REDIS_URL", "rediss://:p%40ss@redis:6380/1"),
                Map.entry("LISTEN_ADDRESS", "0.0.0.0"),
                Map.entry("LISTEN_PORT", "65535"),
                Map.entry("LISTEN_MAX_REQUESTS", "1"),
                Map.entry("LISTEN_MAX_CONNECTIONS", "20"),
                Map.entry("LISTEN_MAX_CONNECTIONS_PER_ADDRESS", "1"),
                Map.entry("LISTEN_HEADER_DEADLINE", "1s"),
                Map.entry("LISTEN_BODY_DEADLINE", "2s"),
                Map.entry("LISTEN_SLOW_READER_TOLERANCE", "3s"),
                Map.entry("ALLOW_PLAIN_HTTP", "true"),
                Map.entry("TRUSTED_PROXIES", "10.1.0.0/16, 192.168.0.7,2001:db8::/32,"),
                Map.entry("MANAGEMENT_PORT", "0"),
                Map.entry("TLS_CERT_FILE", "/tls/tls.crt"),
                Map.entry("TLS_KEY_FILE", "/tls/tls.key"),
                Map.entry("RATE_LIMIT_READS", "0"),
                Map.entry("RATE_LIMIT_WRITES", "2"),
                Map.entry("RATE_LIMIT_STREAMS", "3"),
                Map.entry("RATE_LIMIT_UNAUTHENTICATED", "4"),
                Map.entry("CONSOLE_ENABLED", "false"),
                Map.entry("CONSOLE_SESSION_IDLE", "1h"),
                Map.entry("CONSOLE_SESSION_TOTAL", "2h"),
                Map.entry("CONSOLE_OIDC_CLIENT_ID", "console"),
                Map.entry("CONSOLE_OIDC_CLIENT_SECRET_FILE", "/run/secrets/oidc-client"),
                Map.entry("CONSOLE_PUBLIC_URL", "https://provisioning.example.com"),
                Map.entry("ALLOWED_REGIONS", "eu-west-1, ,us-east-1,"),
                Map.entry("MAX_ENVIRONMENTS_PER_TENANT", "1"),
                Map.entry("MAX_RUNNING_OPERATIONS_PER_TENANT", "1"),
                Map.entry("STUCK_AFTER", "2h"),
                Map.entry("ALLOW_OWN_ACCOUNT", "true"),
                Map.entry("TRUSTED_PRINCIPAL", "arn:aws:iam::999999999999:role/service"),
                Map.entry("ACCOUNT_VERIFICATION_INTERVAL", "1h"),
                Map.entry("WORKDIR_BASE", "work"),
                Map.entry("WORKER_LISTEN_PORT", "9001"),
                Map.entry("WORKER_CONCURRENCY", "1"),
                Map.entry("WORKER_DRAIN_SECONDS", "0"),
                Map.entry("STEP_DEADLINES", "apply=90m, nodes=20m"),
                Map.entry("RESOURCE_DEADLINES", "database=45m"),
                // Also a directory on the class path, where Spring would look for it.
                Map.entry("TERRAFORM_BINARY", "terraform"),
                Map.entry("TERRAFORM_PROVIDER_MIRROR", "/mirror"),
                Map.entry("TERRAFORM_USER", "2000:3000"),
                Map.entry("TERRAFORM_LOCK", "Both"),
                Map.entry("TERRAFORM_PARALLELISM", "1"),
                Map.entry("TERRAFORM_LOCK_TIMEOUT_SECONDS", "0"),
                Map.entry("TERRAFORM_INTERRUPT_GRACE_SECONDS", "1"),
                Map.entry("TERRAFORM_AWS_MAX_RETRIES", "2"),
                Map.entry("TERRAFORM_MEMORY", "3KB"),
                Map.entry("WORKER_MEMORY_RESERVED", "5B"),
                Map.entry("WORKDIR_LIMIT", "9GB"),
                Map.entry("WORKDIR_FREE_WARNING", "700MB"),
                Map.entry("WORKDIR_FREE_MINIMUM", "2TB"),
                Map.entry("WORKDIR_RETENTION", "3h"),
                Map.entry("HELM_RUNNER_JAR", "runner.jar"),
                Map.entry("HELM_RUNNER_AOT_CACHE", "runner.aot"),
                Map.entry("CHARTS_DIR", "/charts"),
                Map.entry("AWS_ENDPOINT_URL", "http://127.0.0.1:4566"),
                Map.entry("EVENTS_RETENTION", "1d"),
                Map.entry("LOGS_RETENTION", "2d"),
                Map.entry("AUDIT_RETENTION", "3d"),
                Map.entry("SAMPLES_RETENTION", "4d"),
                Map.entry("JOURNAL_RETENTION", "5d"),
                Map.entry("PROCESSES_RETENTION", "6d"),
                Map.entry("OPERATIONS_RETENTION", "7d"),
                Map.entry("IDEMPOTENCY_KEYS_RETENTION", "8d"),
                Map.entry("WORKERS_RETENTION", "9d"),
                Map.entry("REGION_OUTCOMES_RETENTION", "10d"),
                Map.entry("WEBHOOK_DELIVERIES_RETENTION", "11d"),
                Map.entry("WEBHOOK_MAX_PER_TENANT", "100"),
                Map.entry("WEBHOOK_ENCRYPTION_KEY", "key"),
                Map.entry("WEBHOOK_ALLOW_LOOPBACK", "true"),
                Map.entry("POD_NAME", "worker-1"),
                Map.entry("POD_NAMESPACE", "beta9"),
                Map.entry("POD_UID", "uid"),
                Map.entry("KUBERNETES_SERVICE_HOST", "10.0.0.1"),
                Map.entry("POD_DELETION_COST", "operations"),
                Map.entry("LOG_LEVEL", "debug"),
                Map.entry("LOG_FORMAT", "json"),
                Map.entry("TRACING_ENDPOINT", "http://collector:4318"),
                Map.entry("TRACING_READ_PERCENT", "100")));

    assertThat(settings.database())
        .isEqualTo(
            new DatabaseSettings(
                DatabaseUrl.parse("postgresql://u:p@db/jobs"),
                DatabaseUrl.parse("postgresql://u:p@replica/jobs"),
                DatabaseUrl.parse("postgresql://owner:p@db/jobs"),
                null,
                Duration.ofSeconds(7),
                1));
    assertThat(settings.redis().url().getPort()).isEqualTo(6380);
    assertThat(settings.redis().url().isSsl()).isTrue();
    assertThat(settings.listen())
        .isEqualTo(
            new ListenSettings(
                "0.0.0.0",
                65535,
                1,
                20,
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3)));
    assertThat(settings.http().allowPlainHttp()).isTrue();
    assertThat(settings.http().managementPort()).isZero();
    assertThat(settings.http().trustedProxies())
        .hasToString("10.1.0.0/16,192.168.0.7/32,2001:db8:0:0:0:0:0:0/32");
    assertThat(settings.tls())
        .isEqualTo(new TlsSettings(Path.of("/tls/tls.crt"), Path.of("/tls/tls.key")));
    assertThat(settings.rateLimits()).isEqualTo(new RateLimitSettings(0, 2, 3, 4));
    assertThat(settings.environments().allowedRegions())
        .containsExactlyInAnyOrder("eu-west-1", "us-east-1");
    assertThat(settings.environments().maxEnvironmentsPerTenant()).isEqualTo(1);
    assertThat(settings.environments().stuckAfter()).isEqualTo(Duration.ofHours(2));
    assertThat(settings.accounts().allowOwnAccount()).isTrue();
    assertThat(settings.accounts().trustedPrincipal())
        .isEqualTo("arn:aws:iam::999999999999:role/service");
    assertThat(settings.accounts().accountVerificationInterval()).isEqualTo(Duration.ofHours(1));
    assertThat(settings.worker()).isEqualTo(new WorkerSettings(9001, 1, DataSize.ofBytes(5), 0));
    assertThat(settings.worker().drain()).isEqualTo(Duration.ZERO);
    assertThat(settings.operations())
        .isEqualTo(
            new OperationSettings(
                Path.of("work"),
                DataSize.ofGigabytes(9),
                DataSize.ofMegabytes(700),
                DataSize.ofTerabytes(2),
                Duration.ofHours(3),
                new NamedDurations(
                    Map.of("apply", Duration.ofMinutes(90), "nodes", Duration.ofMinutes(20))),
                new NamedDurations(Map.of("database", Duration.ofMinutes(45))),
                1));
    assertThat(settings.terraform())
        .isEqualTo(
            new TerraformSettings(
                Path.of("terraform"),
                Path.of("/mirror"),
                null,
                new TerraformUser(TerraformUser.Mode.SEPARATE, 2000, 3000),
                StateLockKind.BOTH,
                1,
                0,
                1,
                2,
                DataSize.ofKilobytes(3)));
    assertThat(settings.bootstrap())
        .isEqualTo(
            new BootstrapSettings(
                Path.of("runner.jar"), Path.of("runner.aot"), Path.of("/charts")));
    assertThat(settings.aws().endpointUrl()).isEqualTo(URI.create("http://127.0.0.1:4566"));
    assertThat(settings.retention())
        .isEqualTo(
            new RetentionSettings(
                Duration.ofDays(1),
                Duration.ofDays(2),
                Duration.ofDays(3),
                Duration.ofDays(4),
                Duration.ofDays(5),
                Duration.ofDays(6),
                Duration.ofDays(7),
                Duration.ofDays(8),
                Duration.ofDays(9),
                Duration.ofDays(10),
                Duration.ofDays(11)));
    assertThat(settings.webhooks()).isEqualTo(new WebhookSettings(100, "key", true));
    assertThat(settings.pod())
        .isEqualTo(
            new PodSettings("worker-1", "beta9", "uid", "10.0.0.1", DeletionCost.OPERATIONS));
    assertThat(settings.pod().isInPod()).isTrue();
    assertThat(settings.log()).isEqualTo(new LogSettings(LogLevel.DEBUG, LogFormat.JSON));
    assertThat(settings.tracing())
        .isEqualTo(new TracingSettings(URI.create("http://collector:4318"), 100));
  }

  @Test
  void has_a_file_form_for_exactly_the_secret_settings() {
    assertThat(descriptors().stream().filter(descriptor -> descriptor.setting().secret()))
        .extracting(SettingDescriptor::fileVariable)
        .containsExactlyInAnyOrder(
            "DATABASE_URL_FILE",
            "DATABASE_READ_URL_FILE",
            "DATABASE_MIGRATION_URL_FILE",
            "REDIS_URL_FILE",
            "AUDIT_SIGNING_KEY_FILE",
            "WEBHOOK_ENCRYPTION_KEY_FILE");
    assertThat(Settings.from(Map.of("LISTEN_PORT_FILE", "/does/not/exist")).listen().port())
        .isEqualTo(8080);
  }

  @Test
  void verifies_the_servers_by_the_certificate_authority_of_the_settings() {
    Settings settings =
        Settings.from(
            Map.of(
                "DATABASE_URL", "postgresql://u:p@db/jobs?sslmode=verify-ca",
                "DATABASE_READ_URL", "postgresql://u:p@replica/jobs",
                "DATABASE_CA_FILE", "/etc/ca bundle.pem"));

    assertThat(settings.database().url().jdbcUrl())
        .isEqualTo(
            "jdbc:postgresql://db/jobs?sslmode=verify-ca&sslrootcert=%2Fetc%2Fca+bundle.pem");
    assertThat(settings.database().readUrl().jdbcUrl())
        .isEqualTo(
            "jdbc:postgresql://replica/jobs?sslmode=verify-full&sslrootcert=%2Fetc%2Fca+bundle.pem");
    assertThatThrownBy(
            () ->
                Settings.from(
                    Map.of(
                        "DATABASE_URL",
                        "postgresql://u:" + PASSWORD + "@db/jobs?sslmode=require",
                        "DATABASE_CA_FILE",
                        "/etc/ca.pem")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(
            "DATABASE_CA_FILE: DATABASE_URL contains sslmode=require, which does not verify the"
                + " server; remove it");
    assertThatThrownBy(
            () ->
                Settings.from(
                    Map.of(
                        "REDIS_URL",
                        "redis://:" + PASSWORD + "@redis",
                        "REDIS_CA_FILE",
                        "/etc/ca.pem")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage("REDIS_CA_FILE: REDIS_URL does not use TLS; it must begin with rediss://");
  }

  @Test
  void a_number_or_a_flag_has_a_default() {
    for (Class<?> group : Settings.GROUPS) {
      List<SettingDescriptor> descriptors = SettingDescriptor.of(group);
      RecordComponent[] components = group.getRecordComponents();
      for (int i = 0; i < components.length; i++) {
        if (components[i].getType().isPrimitive()) {
          assertThat(descriptors.get(i).defaultText()).as(components[i].toString()).isPresent();
        }
      }
    }
  }

  private static List<SettingDescriptor> descriptors() {
    return Settings.GROUPS.stream().flatMap(group -> SettingDescriptor.of(group).stream()).toList();
  }
}
