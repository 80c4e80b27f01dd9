package io.beta9.provisioning.devstack.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.apimodel.environment.EnvironmentSummary;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.ApiSettings;
import io.beta9.provisioning.cli.client.Timeline;
import io.beta9.provisioning.database.DatabaseConnector;
import io.beta9.provisioning.devstack.cloud.DemoCloud;
import io.beta9.provisioning.devstack.cloud.DemoCustomer;
import io.beta9.provisioning.devstack.cloud.ResourceCounts;
import io.beta9.provisioning.devstack.process.ServiceProcess;
import io.beta9.provisioning.devstack.servers.EmbeddedServers;
import io.beta9.provisioning.devstack.stack.Distribution;
import io.beta9.provisioning.settings.server.DatabaseUrl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * An upgrade and a rollback as in production: processes of the previous version, built from git,
 * beside those of this build, with real PostgreSQL, Redis, Terraform and Helm against the simulated
 * cloud.
 */
@Tag("slow")
class SideBySideTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final Duration OPERATION_TIMEOUT = Duration.ofMinutes(20);

  /** What a process logs if the other version wrote or changed what it does not know. */
  private static final Pattern TROUBLE =
      Pattern.compile(
          "\\bERROR\\b|PSQLException|BadSqlGrammar|DataIntegrityViolation|does not exist"
              + "|No enum constant|[Uu]nknown (status|state|step|kind|code|column|value)"
              + "|Unrecognized|Cannot deserialize");

  @TempDir Path directory;

  private final List<ServiceProcess> processes = new ArrayList<>();
  private DemoCloud cloud;
  private EmbeddedServers servers;
  private JdbcClient jdbc;
  private Distribution previous;
  private Distribution current;

  @BeforeEach
  void start() throws IOException {
    current = Distribution.ofProject(PROJECT);
    assertThat(current.serviceJar()).as("build the project: mvn package").exists();
    previous =
        PreviousVersion.of(PROJECT).build(PROJECT.resolve("devstack/target/previous-version"));
    cloud = DemoCloud.start(directory.resolve("cloud"), false);
    servers = EmbeddedServers.start(directory.resolve("servers"));
    DatabaseUrl url = DatabaseUrl.parse(servers.databaseOwnerUrl());
    jdbc = JdbcClient.create(new DatabaseConnector(url, Map.of()));
  }

  @AfterEach
  void stop() {
    processes.forEach(ServiceProcess::close);
    if (servers != null) {
      servers.close();
    }
    if (cloud != null) {
      cloud.close();
    }
  }

  @Test
  void an_upgrade_and_a_rollback_while_environments_are_provisioned_lose_nothing()
      throws Exception {
    ServiceProcess oldApi = process(previous, "api", accountSettings()).awaitReady();
    String key =
        execute(previous, "admin", "keys", "create", "--tenant", "acme", "--name", "upgrade")
            .strip();
    DemoCustomer.registerAccount(new ApiSettings(oldApi.url(), key), cloud);
    ServiceProcess drained = worker(previous, 1).awaitReady();
    ServiceProcess handedOver = worker(previous, 1).awaitReady();

    try (ApiClient throughOld = new ApiClient(new ApiSettings(oldApi.url(), key))) {
      String finishedByOld = create(throughOld, "old");
      awaitRunning(finishedByOld, drained, handedOver);
      String takenOver = create(throughOld, "handover");
      awaitRunning(takenOver, drained, handedOver);
      if (isRunning(takenOver, drained)) {
        String other = finishedByOld;
        finishedByOld = takenOver;
        takenOver = other;
      }

      execute(current, "db", "migrate");
      ServiceProcess newApi = process(current, "api", accountSettings()).awaitReady();
      ServiceProcess newWorker = worker(current, 2).awaitReady();
      try (ApiClient throughNew = new ApiClient(new ApiSettings(newApi.url(), key))) {
        // The customer applies the policies of the new version.
        DemoCustomer.registerAccount(new ApiSettings(newApi.url(), key), cloud);
        String provisionedByNew = create(throughNew, "new");
        List<String> all = List.of(finishedByOld, takenOver, provisionedByNew);
        awaitRunning(provisionedByNew, newWorker);
        assertReadable(throughOld, all);
        assertReadable(throughNew, all);

        assertThat(isRunning(finishedByOld, drained) && isRunning(takenOver, handedOver))
            .as("both workers of the previous version are still provisioning")
            .isTrue();
        drained.terminate();
        handedOver.terminateTwice();
        oldApi.terminate();
        awaitRunning(takenOver, newWorker);
        for (String id : all) {
          awaitStatus(throughNew, id, "ready");
        }
        for (ServiceProcess stopping : List.of(drained, handedOver, oldApi)) {
          stopping.awaitExit(Duration.ofMinutes(2));
        }

        assertThat(claims(finishedByOld)).isEqualTo(1);
        assertThat(claims(takenOver)).isEqualTo(2);
        assertThat(claims(provisionedByNew)).isEqualTo(1);
        for (String id : all) {
          assertComplete(throughNew, id, provisionedByNew);
        }

        throughNew.destroy(takenOver);
        awaitRunning(takenOver, newWorker);
        newWorker.terminateTwice();
        newApi.terminate();
        newWorker.awaitExit(Duration.ofMinutes(2));
        newApi.awaitExit(Duration.ofMinutes(2));
        rollBack(all, takenOver, provisionedByNew, key);
      }
    }
    assertThat(unsuccessfulOperations()).isEmpty();
    for (ServiceProcess process : processes) {
      assertThat(Files.readAllLines(process.log()))
          .as(process.log().toString())
          .noneMatch(line -> TROUBLE.matcher(line).find());
    }
  }

  /** Processes of the previous version continue with the schema and the rows of this one. */
  private void rollBack(
      List<String> all, String destroyedByBoth, String provisionedByNew, String key)
      throws Exception {
    ServiceProcess api = process(previous, "api", settings()).awaitReady();
    ServiceProcess worker = worker(previous, 2).awaitReady();
    try (ApiClient client = new ApiClient(new ApiSettings(api.url(), key))) {
      assertReadable(client, all);
      assertThat(client.page(provisionedByNew, Timeline.LOGS, 0)).isNotEmpty();

      client.destroy(provisionedByNew);
      awaitRunning(provisionedByNew, worker);
      for (String id : List.of(provisionedByNew, destroyedByBoth)) {
        awaitStatus(client, id, "destroyed");
        assertThat(ResourceCounts.of(cloud, id).byType()).isEmpty();
      }
      assertThat(claims(destroyedByBoth)).isEqualTo(2);
    }
  }

  private ServiceProcess worker(Distribution version, int concurrency) throws IOException {
    Map<String, String> settings = accountSettings();
    settings.put("WORKDIR_BASE", directory.resolve("work").toString());
    settings.put("WORKER_CONCURRENCY", Integer.toString(concurrency));
    return process(version, "worker", settings);
  }

  private ServiceProcess process(Distribution version, String role, Map<String, String> settings)
      throws IOException {
    String name = version.equals(current) ? "new" : "old";
    Path log = directory.resolve(processes.size() + "-" + name + "-" + role + ".log");
    ServiceProcess process = ServiceProcess.start(version, role, settings, log);
    processes.add(process);
    return process;
  }

  private Map<String, String> settings() {
    return Map.of("DATABASE_URL", servers.databaseOwnerUrl(), "REDIS_URL", servers.redisUrl());
  }

  /** Settings of a process that accesses the account. */
  private Map<String, String> accountSettings() {
    Map<String, String> settings = new HashMap<>(settings());
    settings.putAll(cloud.environmentVariables());
    return settings;
  }

  private String execute(Distribution version, String... arguments) throws Exception {
    Process process =
        ServiceProcess.builder(version, settings(), arguments)
            .redirectError(directory.resolve("command.log").toFile())
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor())
        .as(() -> output + read(directory.resolve("command.log")))
        .isZero();
    return output;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static String create(ApiClient api, String name) throws IOException {
    String metaConfig =
        Files.readString(PROJECT.resolve("examples/small.yaml"))
            .replaceFirst("(?m)^name:.*$", "name: " + name);
    return api.create(metaConfig.getBytes(StandardCharsets.UTF_8), "application/yaml")
        .value()
        .environmentId();
  }

  private void awaitRunning(String environment, ServiceProcess... workers) {
    await()
        .atMost(Duration.ofMinutes(5))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> List.of(workers).stream().anyMatch(worker -> isRunning(environment, worker)));
  }

  /** Returns whether the worker executes a step of the environment's operation. */
  private boolean isRunning(String environment, ServiceProcess worker) {
    return jdbc.sql(
            """
            select exists (
              select 1 from operations o join workers w on w.id = o.worker_id
                join operation_steps s on s.operation_id = o.id and s.epoch = o.epoch
               where o.environment_id = :environment and o.state = 'running' and w.pid = :pid)
            """)
        .param("environment", environment)
        .param("pid", worker.pid())
        .query(Boolean.class)
        .single();
  }

  private void awaitStatus(ApiClient api, String environment, String expected) {
    await()
        .alias(environment + " is " + expected)
        .atMost(OPERATION_TIMEOUT)
        .pollInterval(Duration.ofSeconds(1))
        .failFast(
            () -> assertThat(api.environment(environment).value().status()).isNotEqualTo("failed"))
        .until(() -> api.environment(environment).value().status().equals(expected));
  }

  /** Number of claims of the latest operation. */
  private long claims(String environment) {
    return jdbc.sql(
            """
            select epoch from operations where environment_id = :environment
             order by created_at desc limit 1
            """)
        .param("environment", environment)
        .query(Long.class)
        .single();
  }

  private List<String> unsuccessfulOperations() {
    return jdbc.sql(
            """
            select id || ' ' || state || ' attempt ' || attempt || coalesce(' ' || failure::text, '')
              from operations where state <> 'succeeded' or attempt > 1 or failure is not null
            """)
        .query(String.class)
        .list();
  }

  private static void assertReadable(ApiClient api, List<String> environments) {
    assertThat(api.environments(Map.of(), 50))
        .extracting(ApiReply::value)
        .extracting(EnvironmentSummary::environmentId)
        .containsExactlyInAnyOrderElementsOf(environments);
    for (String id : environments) {
      assertThat(api.environment(id).value().infraModel()).isNotEmpty();
      assertThat(api.page(id, Timeline.EVENTS, 0)).isNotEmpty();
    }
  }

  /** Nothing is missing and nothing exists twice, compared with an uninterrupted environment. */
  private void assertComplete(ApiClient api, String environment, String uninterrupted) {
    EnvironmentView view = api.environment(environment).value();
    assertThat(ResourceCounts.of(cloud, environment))
        .isEqualTo(ResourceCounts.of(cloud, uninterrupted));
    assertThat(cloud.isBeta9Healthy(String.valueOf(view.outputs().get("cluster_name")))).isTrue();
  }
}
