package io.beta9.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.app.ServiceRole;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.cli.Cli;
import io.beta9.provisioning.cli.terminal.Terminal;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.testing.FakeWorkerTools;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.testing.WebhookReceiver;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * A complete service for executing the runbook's commands: API and worker with real PostgreSQL and
 * Redis, an account in a simulated cloud, and Terraform and Helm replaced by fast fakes.
 */
final class RunbookEnvironment implements AutoCloseable {
  static final String NAME = "demo";

  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final JsonMapper JSON = JsonMapper.shared();

  private final WebhookReceiver receiver = new WebhookReceiver();
  private final FakeWorkerTools worker = new FakeWorkerTools(this::jdbc);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final String databaseUrl = Servers.emptyDatabase();
  private final String redisUrl = "redis://127.0.0.1:" + Servers.redisPort();
  private final String commandDatabaseUrl = Servers.emptyDatabase();
  private final Service service;
  private final JdbcClient jdbc;
  private final String key;

  RunbookEnvironment(Path workdir) {
    service =
        Service.start(
            Settings.from(
                Map.of(
                    "DATABASE_URL",
                    databaseUrl,
                    "REDIS_URL",
                    redisUrl,
                    "LISTEN_PORT",
                    "0",
                    "WORKDIR_BASE",
                    workdir.toString(),
                    "WORKER_DRAIN_SECONDS",
                    "5",
                    "WEBHOOK_ALLOW_LOOPBACK",
                    "true")),
            Set.of(ServiceRole.API, ServiceRole.WORKER),
            worker.tools());
    jdbc = service.part(JdbcClient.class);
    worker.registerAccount("acme");
    key =
        service
            .part(ApiKeyRepository.class)
            .create(new TenantId("acme"), "ann", Role.ADMIN, Role.OWNER)
            .secret()
            .text();
  }

  /** Runs a CLI command and returns its exit code. */
  int run(String... arguments) {
    out.reset();
    err.reset();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            clientVariables(),
            ROOT);
    return Cli.ofProcess(terminal).run(arguments);
  }

  /** Returns the standard output and standard error of the last command. */
  String output() {
    return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  Map<String, String> clientVariables() {
    return Map.of("PROVISIONER_URL", url(), "PROVISIONER_KEY", key);
  }

  /**
   * Returns the environment variables of commands that access a database directly: a separate one,
   * which they may change.
   */
  Map<String, String> commandVariables() {
    Map<String, String> environment = new TreeMap<>(worker.environment());
    environment.put("DATABASE_URL", commandDatabaseUrl);
    environment.put("GITHUB_API_URL", "http://127.0.0.1:9"); // Tests must not access GitHub.
    environment.put("REDIS_URL", redisUrl);
    return environment;
  }

  String url() {
    return "http://127.0.0.1:" + service.port();
  }

  JdbcClient jdbc() {
    return jdbc;
  }

  AwsSession session() {
    return worker.session(environmentId());
  }

  StateBackend backend() {
    return worker.backend(environmentId());
  }

  /** Returns the only environment that has not been destroyed. */
  EnvironmentId environmentId() {
    return new EnvironmentId(
        jdbc.sql("select id from environments where name = :name and status <> 'destroyed'")
            .param("name", NAME)
            .query(String.class)
            .single());
  }

  String status() {
    return jdbc.sql(
            "select status from environments where name = :name order by created_at desc limit 1")
        .param("name", NAME)
        .query(String.class)
        .optional()
        .orElse("none");
  }

  /** Ensures that the worker accepts operations and the environment is ready. */
  void ensureReady() {
    runSuccessfully("workers", "resume", workerId());
    switch (status()) {
      case "ready" -> {}
      case "failed" -> runSuccessfully("env", "retry", NAME, "--watch");
      default -> runSuccessfully("env", "create", "-f", "examples/small.yaml", "--watch");
    }
  }

  /** Ensures that the last operation of the environment failed because of a missing image. */
  void ensureFailed() {
    ensureReady();
    worker
        .clusters()
        .failInstallations(
            Failure.of(FailureCode.IMAGE_NOT_PULLED)
                .about("beta9")
                .with(FailureParameter.NAMESPACE, "beta9"));
    try {
      assertThat(run("env", "bootstrap", NAME, "--watch")).as(output()).isOne();
    } finally {
      worker.clusters().failInstallations(null);
    }
    assertThat(status()).isEqualTo("failed");
  }

  /** Returns the URL of a receiver that accepts every delivery. */
  String receiverUrl() {
    return receiver.url();
  }

  /** Returns a webhook of the tenant, which is added if there is none. */
  String webhookId() {
    String first = "select id from webhooks order by created_at limit 1";
    Optional<String> known = jdbc.sql(first).query(String.class).optional();
    if (known.isEmpty()) {
      runSuccessfully("webhooks", "add", receiverUrl());
    }
    return jdbc.sql(first).query(String.class).single();
  }

  String workerId() {
    return jdbc.sql("select id from workers order by started_at desc limit 1")
        .query(String.class)
        .single();
  }

  void runSuccessfully(String... arguments) {
    assertThat(run(arguments)).as("%s%n%s", String.join(" ", arguments), output()).isZero();
  }

  @Override
  public void close() {
    service.close();
    worker.close();
    receiver.close();
  }
}
