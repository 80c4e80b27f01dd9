package io.beta9.provisioning.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.intake.EnvironmentRequests;
import io.beta9.provisioning.metaconfig.MetaConfigReader;
import io.beta9.provisioning.metaconfig.ParseResult;
import io.beta9.provisioning.metaconfig.catalog.AwsRegions;
import io.beta9.provisioning.metaconfig.text.BodyFormat;
import io.beta9.provisioning.operation.TerminationEvidence;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.timeline.StoredEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Workers as separate processes that receive signals. */
@Tag("slow")
class WorkerProcessTest {
  @TempDir private Path base;
  private final String database = Servers.emptyDatabase();
  private final List<Process> workers = new ArrayList<>();

  /** A server that accepts connections and never responds, so that every AWS call hangs. */
  private ServerSocket aws;

  private HikariDataSource pool;
  private JdbcClient jdbc;
  private Service api;

  @BeforeEach
  void start() throws IOException {
    aws = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    pool = Servers.pool(database);
    jdbc = JdbcClient.create(pool);
    api =
        Service.start(
            Settings.from(
                Map.of(
                    "DATABASE_URL",
                    database,
                    "REDIS_URL",
                    "redis://127.0.0.1:" + Servers.redisPort(),
                    "LISTEN_PORT",
                    "0")),
            Set.of(ServiceRole.API));
    jdbc.sql("insert into tenants (id) values ('acme') on conflict do nothing").update();
  }

  @AfterEach
  void end() throws IOException {
    workers.forEach(Process::destroyForcibly);
    api.close();
    pool.close();
    aws.close();
  }

  /** Creates what a worker requires before it claims operations; these execute no Helm. */
  private Path helmRunner() throws IOException {
    Path folder = Files.createDirectories(base.resolve("helm-runner"));
    Files.createDirectories(folder.resolve("native"));
    Files.writeString(folder.resolve("native").resolve("helm.so"), "");
    return Files.writeString(folder.resolve("helm-runner.jar"), "");
  }

  private Process worker() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "io.beta9.provisioning.Main",
            "worker");
    builder
        .environment()
        .putAll(
            Map.of(
                "DATABASE_URL",
                database,
                "REDIS_URL",
                "redis://127.0.0.1:" + Servers.redisPort(),
                "WORKDIR_BASE",
                base.toString(),
                "HELM_RUNNER_JAR",
                helmRunner().toString(),
                "CHARTS_DIR",
                Path.of("..", "deploy", "charts").toAbsolutePath().toString(),
                "AWS_ENDPOINT_URL",
                "http://127.0.0.1:" + aws.getLocalPort(),
                "AWS_ACCESS_KEY_ID",
                "AKIAIOSFODNN7EXAMPLE",
                "AWS_SECRET_ACCESS_KEY",
                "secret"));
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(base.resolve("worker-" + workers.size() + ".log").toFile())
            .start();
    workers.add(process);
    return process;
  }

  private static void signal(Process process, String name) throws Exception {
    new ProcessBuilder("kill", "-s", name, Long.toString(process.pid())).start().waitFor();
  }

  private void awaitOwner(Environment environment, Process worker) {
    await().atMost(Duration.ofMinutes(2)).until(() -> ownerOf(environment) == worker.pid());
  }

  /** Waits until the worker handles signals: only after its start is complete. */
  private void awaitStarted(Process worker) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                jdbc.sql("select count(*) from workers where renewals > 0 and pid = :pid")
                        .param("pid", worker.pid())
                        .query(Integer.class)
                        .single()
                    == 1);
  }

  private void awaitDraining(Process worker) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                jdbc.sql("select state from workers where pid = :pid")
                    .param("pid", worker.pid())
                    .query(String.class)
                    .single()
                    .equals("draining"));
  }

  private long ownerOf(Environment environment) {
    return jdbc.sql(
            """
            select coalesce(max(w.pid), 0) from operations o join workers w on w.id = o.worker_id
             where o.environment_id = :id and o.state = 'running'
            """)
        .param("id", environment.id().value())
        .query(Long.class)
        .single();
  }

  @Test
  void takes_over_from_a_killed_worker_and_hands_over_after_two_sigterms() throws Exception {
    Process first = worker();
    Environment environment = requested();
    awaitOwner(environment, first);
    Process second = worker();
    awaitStarted(second);

    Instant killed = now();
    first.destroyForcibly().waitFor();
    awaitOwner(environment, second);
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> firstEvent(environment, "step-started", killed).isPresent());
    assertThat(events(environment))
        .anyMatch(
            event ->
                event.is(EventKind.WORKER_DIED)
                    && event
                        .data()
                        .path("evidence")
                        .path("code")
                        .asString("")
                        .equals(new TerminationEvidence.ProcessGone().code()));
    // The actual times depend on the machine; the limits are 30 and 60 seconds.
    System.out.printf(
        "the killed worker was detected after %.1f s, its operation resumed after %.1f s%n",
        seconds(killed, firstEvent(environment, "worker-died", killed).orElseThrow()),
        seconds(killed, firstEvent(environment, "step-started", killed).orElseThrow()));

    signal(second, "TERM");
    awaitDraining(second);
    assertThat(second.waitFor(3, TimeUnit.SECONDS)).as("it drains").isFalse();
    signal(second, "TERM");
    assertThat(second.waitFor(20, TimeUnit.SECONDS)).as("it leaves").isTrue();
    assertThat(second.exitValue()).isZero();

    Process third = worker();
    awaitOwner(environment, third);
  }

  /**
   * A node that is removed cuts the grace period: SIGKILL follows SIGTERM while the worker drains.
   */
  @Test
  void takes_over_from_a_worker_that_is_killed_while_it_drains() throws Exception {
    Process first = worker();
    Environment environment = requested();
    awaitOwner(environment, first);
    awaitStarted(first);
    signal(first, "TERM");
    awaitDraining(first);

    first.destroyForcibly().waitFor();
    Process second = worker();

    awaitOwner(environment, second);
    assertThat(events(environment))
        .anyMatch(
            event ->
                event.is(EventKind.WORKER_DIED)
                    && event
                        .data()
                        .path("evidence")
                        .path("code")
                        .asString("")
                        .equals(new TerminationEvidence.ProcessGone().code()));
  }

  /** Returns the database's time, which is also the time of events. */
  private Instant now() {
    return jdbc.sql("select now()").query(Timestamp.class).single().toInstant();
  }

  /** Returns the time of the first event of the kind after the given time. */
  private Optional<Instant> firstEvent(Environment environment, String kind, Instant after) {
    return jdbc.sql(
            """
            select at from events
             where environment_id = :id and kind = :kind and at > :after
             order by seq limit 1
            """)
        .param("id", environment.id().value())
        .param("kind", kind)
        .param("after", Timestamp.from(after))
        .query(Timestamp.class)
        .optional()
        .map(Timestamp::toInstant);
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }

  private Environment requested() {
    String text =
        """
        name: demo
        cloud:
          provider: aws
          region: us-east-1
          account_id: "123456789012"
        beta9:
          domain: beta9.demo.example
        """;
    if (new MetaConfigReader(AwsRegions.all())
            .read(text.getBytes(StandardCharsets.UTF_8), BodyFormat.YAML)
        instanceof ParseResult.Valid(var config)) {
      RegisteredAccounts.verified(api.part(JdbcClient.class), "acme");
      return api.part(EnvironmentRequests.class).create(caller(), config, null);
    }
    throw new IllegalStateException("the meta-config is invalid");
  }

  private static Caller caller() {
    return new Caller(new TenantId("acme"), "key_test", "test");
  }

  private List<StoredEvent> events(Environment environment) {
    return StoredEvent.of(jdbc, environment.id().value());
  }
}
