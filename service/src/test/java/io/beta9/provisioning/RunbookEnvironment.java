package io.beta9.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.KeyRole;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.app.ServiceRole;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.bootstrap.FakeClusters;
import io.beta9.provisioning.cli.Cli;
import io.beta9.provisioning.cli.terminal.Terminal;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.terraform.process.ProviderCredentials;
import io.beta9.provisioning.terraform.run.FakeTerraforms;
import io.beta9.provisioning.terraform.run.Redactor;
import io.beta9.provisioning.terraform.run.Terraform;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.worker.pipeline.WorkerTools;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
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

  private final SimulatedAccount account = SimulatedAccount.open();
  private final CloudTarget target =
      account.account(SimulatedAccount.ACCOUNT, "Beta9Provisioner", "demo-external-id");
  private final FakeTerraforms terraforms = new FakeTerraforms(id -> {});
  private final FakeClusters clusters = new FakeClusters(account);
  private final Map<EnvironmentId, StateBackend> stateBackends = new ConcurrentHashMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final String databaseUrl = Servers.emptyDatabase();
  private final String redisUrl = "redis://127.0.0.1:" + Servers.redisPort();
  private final String commandDatabaseUrl = Servers.emptyDatabase();
  private final Service service;
  private final JdbcClient jdbc;
  private final String key;

  RunbookEnvironment(Path workdir) {
    account.workerEnvironment().forEach((name, value) -> System.setProperty(property(name), value));
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
                    "5")),
            Set.of(ServiceRole.API, ServiceRole.WORKER),
            new WorkerTools(this::terraform, clusters));
    jdbc = service.part(JdbcClient.class);
    key =
        service
            .part(ApiKeyRepository.class)
            .create(new TenantId("acme"), "ann", KeyRole.OPERATOR)
            .secret()
            .text();
  }

  private static String property(String variable) {
    return switch (variable) {
      case "AWS_ENDPOINT_URL" -> "aws.endpointUrl";
      case "AWS_ACCESS_KEY_ID" -> "aws.accessKeyId";
      case "AWS_SECRET_ACCESS_KEY" -> "aws.secretAccessKey";
      default -> throw new IllegalArgumentException(variable);
    };
  }

  private Terraform terraform(
      StackDirectory stack, Redactor redactor, ProviderCredentials credentials) {
    Path environment = stack.path().getParent().getParent().getParent();
    registerEnvironment(new EnvironmentId(environment.getFileName().toString()));
    return terraforms.open(stack, redactor, credentials);
  }

  private void registerEnvironment(EnvironmentId id) {
    stateBackends.computeIfAbsent(
        id,
        unknown -> {
          InfraModel model =
              InfraModelJson.fromJson(
                  jdbc.sql("select infra_model::text from environments where id = :id")
                      .param("id", id.value())
                      .query(String.class)
                      .single());
          StateBackend backend = StateBackend.of(target, id.value(), "s3");
          terraforms.register(id, account.sessions().open(target, id), model, backend);
          clusters.register(target.accountId(), model.resourcePrefix());
          return backend;
        });
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
    Map<String, String> environment = new TreeMap<>(account.workerEnvironment());
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
    return account.sessions().open(target, environmentId());
  }

  StateBackend backend() {
    return stateBackends.get(environmentId());
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
    clusters.failInstallations(
        Failure.of(FailureCode.IMAGE_NOT_PULLED)
            .about("beta9")
            .with(FailureParameter.NAMESPACE, "beta9"));
    try {
      assertThat(run("env", "bootstrap", NAME, "--watch")).as(output()).isOne();
    } finally {
      clusters.failInstallations(null);
    }
    assertThat(status()).isEqualTo("failed");
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
    account.workerEnvironment().keySet().forEach(name -> System.clearProperty(property(name)));
    account.close();
  }
}
