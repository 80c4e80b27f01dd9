package io.beta9.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.testing.Servers;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Executes every command of the runbook against a running service, each in the situation for which
 * it is intended. Commands for Kubernetes are compared with the chart.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunbookTest {
  private static final Path RUNBOOK = Path.of("..", "docs", "runbook.md");
  private static final Pattern SQL = Pattern.compile("psql \\$DATABASE_URL -c \"(.*)\"");
  private static final Pattern CURL = Pattern.compile("curl \\$PROVISIONER_URL(/\\S*)");
  private static final Pattern ARGUMENT = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  /** Commands that access the database directly or check this machine. */
  private static final Set<String> LOCAL = Set.of("db", "admin", "doctor");

  @TempDir static Path workdir;

  private RunbookEnvironment environment;
  private RunbookPreconditions preconditions;

  @BeforeAll
  void start() {
    environment = new RunbookEnvironment(workdir);
    try (var database = Servers.pool(environment.commandVariables().get("DATABASE_URL"))) {
      Servers.migrations(database).up();
      JdbcClient.create(database).sql("insert into tenants (id) values ('acme')").update();
    }
    preconditions = new RunbookPreconditions(environment);
  }

  @AfterAll
  void stop() {
    environment.close();
  }

  /** Returns the lines of all code blocks without comments. */
  static List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    boolean code = false;
    for (String line : Files.readAllLines(RUNBOOK)) {
      if (line.startsWith("```")) {
        code = !code;
      } else if (code && !line.isBlank() && !line.startsWith("#")) {
        lines.add(line.strip());
      }
    }
    return lines;
  }

  @Timeout(60)
  @ParameterizedTest
  @MethodSource("lines")
  void executes_every_command_line(String line) throws Exception {
    Matcher sql = SQL.matcher(line);
    Matcher curl = CURL.matcher(line);
    if (line.startsWith("./provisioner ")) {
      provisioner(arguments(line));
    } else if (sql.matches()) {
      environment.jdbc().sql(sql.group(1)).query().listOfRows();
    } else if (curl.matches()) {
      assertThat(get(curl.group(1)).statusCode()).isEqualTo(200);
    } else if (line.startsWith("kubectl ")) {
      KubectlCommandLine.parse(line).verify(KubernetesManifests.of("full"));
    } else if (line.startsWith("helm ")) {
      HelmCommandLine.parse(line).verify();
    } else if (line.equals("redis-cli LLEN provisioning:jobs")) {
      assertThat(listLength("provisioning:jobs")).isNotNegative();
    } else {
      throw new AssertionError("this test cannot execute the line: " + line);
    }
  }

  private void provisioner(String... arguments) throws Exception {
    if (LOCAL.contains(arguments[0])) {
      runProcessSuccessfully(arguments);
    } else {
      environment.runSuccessfully(preconditions.prepare(arguments));
    }
  }

  /** Runs the command as a process, on a separate database, which it may roll back. */
  private void runProcessSuccessfully(String... arguments) throws Exception {
    ProcessResult result = runProcess(arguments);
    assertThat(result.exitCode())
        .as("%s%n%s", String.join(" ", arguments), result.output())
        .isZero();
  }

  private record ProcessResult(int exitCode, String output) {}

  private ProcessResult runProcess(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    boolean usesFiles =
        Set.of("backup", "backup-key", "restore")
            .contains(arguments.length > 1 ? arguments[1] : "");
    Path output = Files.createTempFile(workdir, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory((usesFiles ? workdir : RunbookEnvironment.ROOT).toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment.commandVariables());
    if (usesFiles && arguments[1].equals("restore")) {
      builder.environment().put("DATABASE_URL", Servers.emptyDatabase());
    }
    builder.redirectInput(Path.of("/dev/null").toFile());
    int exitCode = builder.start().waitFor();
    return new ProcessResult(exitCode, Files.readString(output));
  }

  @Test
  void rejects_an_unconfirmed_rollback_and_a_missing_backup() throws Exception {
    ProcessResult rollback = runProcess("db", "rollback", "--steps", "1");
    assertThat(rollback.exitCode()).as(rollback.output()).isEqualTo(2);
    assertThat(rollback.output())
        .contains("The rollback reverts", "Not confirmed; nothing was changed");

    ProcessResult status = runProcess("db", "status");
    assertThat(status.output()).contains("log_lines: kept for 30 days");

    ProcessResult restore = runProcess("db", "restore", "missing.backup");
    assertThat(restore.exitCode()).as(restore.output()).isEqualTo(1);
    assertThat(restore.output()).contains("the file does not exist");
  }

  @Test
  void the_runbook_has_five_parts() throws IOException {
    assertThat(lines()).hasSizeGreaterThan(30);
    assertThat(Files.readAllLines(RUNBOOK).stream().filter(line -> line.startsWith("## ")))
        .containsExactly(
            "## 1. Common operations",
            "## 2. Troubleshooting",
            "## 3. Monitoring",
            "## 4. Incident response",
            "## 5. Maintenance");
  }

  @Test
  void the_api_serves_the_metrics_that_the_runbook_names() throws Exception {
    environment.runSuccessfully("env", "list");

    String metrics = get("/metrics").body();
    for (String metric :
        List.of(
            "provisioning_queue_length",
            "provisioning_environments",
            "provisioning_environments_total",
            "provisioning_failed_last_hour",
            "provisioning_workers",
            "provisioning_worker_slots",
            "provisioning_environments_stuck",
            "provisioning_region_open",
            "provisioning_queue_held",
            "api_request_duration_seconds")) {
      assertThat(Files.readString(RUNBOOK)).contains(metric);
      assertThat(metrics).contains(metric);
    }
  }

  /** Splits a line into arguments as a shell does, with support for double quotes only. */
  private static String[] arguments(String line) {
    String command = line.replaceFirst("^\\./provisioner ", "").replaceFirst(" > \\S+$", "");
    return ARGUMENT
        .matcher(command)
        .results()
        .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
        .toArray(String[]::new);
  }

  private HttpResponse<String> get(String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create(environment.url() + path)).build(),
          HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }
  }

  private static long listLength(String key) {
    try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + Servers.redisPort());
        var connection = client.connect()) {
      return connection.sync().llen(key);
    }
  }
}
