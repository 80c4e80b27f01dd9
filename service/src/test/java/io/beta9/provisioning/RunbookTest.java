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

/**
 * The runbook, executed line by line against a running service, each line in the situation that it
 * is written for, so that it cannot rot.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunbookTest {
  private static final Path RUNBOOK = Path.of("..", "docs", "runbook.md");
  private static final Pattern SQL = Pattern.compile("psql \\$DATABASE_URL -c \"(.*)\"");
  private static final Pattern CURL = Pattern.compile("curl \\$PROVISIONER_URL(/\\S*)");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  /** Commands of the service's jar, which work on the database or on this machine. */
  private static final Set<String> LOCAL = Set.of("db", "admin", "doctor");

  @TempDir static Path workdir;

  private RunbookGround ground;
  private RunbookSituations situations;

  @BeforeAll
  void start() {
    ground = new RunbookGround(workdir);
    try (var spare = Servers.pool(ground.localEnvironment().get("DATABASE_URL"))) {
      Servers.migrations(spare).up();
    }
    situations = new RunbookSituations(ground);
  }

  @AfterAll
  void stop() {
    ground.close();
  }

  /** The lines of all code blocks, without comments. */
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
  void every_command_line_succeeds_in_its_situation(String line) throws Exception {
    Matcher sql = SQL.matcher(line);
    Matcher curl = CURL.matcher(line);
    if (line.startsWith("./provisioner ")) {
      provisioner(arguments(line));
    } else if (sql.matches()) {
      ground.jdbc().sql(sql.group(1)).query().listOfRows();
    } else if (curl.matches()) {
      assertThat(get(curl.group(1)).statusCode()).isEqualTo(200);
    } else if (line.equals("redis-cli LLEN provisioning:jobs")) {
      assertThat(length("provisioning:jobs")).isNotNegative();
    } else {
      throw new AssertionError("this test cannot execute the line: " + line);
    }
  }

  private void provisioner(String... arguments) throws Exception {
    if (LOCAL.contains(arguments[0])) {
      asProcess(arguments);
    } else {
      ground.succeeds(situations.prepare(arguments));
    }
  }

  /** As it is started on a machine, on a database of its own, so that it can be rolled back. */
  private void asProcess(String... arguments) throws Exception {
    Ended ended = ended(arguments);
    assertThat(ended.exitCode())
        .as("%s%n%s", String.join(" ", arguments), ended.printed())
        .isZero();
  }

  private record Ended(int exitCode, String printed) {}

  private Ended ended(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    boolean filed = Set.of("backup", "restore").contains(arguments.length > 1 ? arguments[1] : "");
    Path printed = Files.createTempFile(workdir, "printed", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory((filed ? workdir : RunbookGround.ROOT).toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile());
    builder.environment().putAll(ground.localEnvironment());
    if (filed && arguments[1].equals("restore")) {
      builder.environment().put("DATABASE_URL", Servers.emptyDatabase());
    }
    builder.redirectInput(Path.of("/dev/null").toFile());
    int exitCode = builder.start().waitFor();
    return new Ended(exitCode, Files.readString(printed));
  }

  @Test
  void refuses_an_unconfirmed_rollback_and_a_missing_backup() throws Exception {
    Ended rollback = ended("db", "rollback", "--steps", "1");
    assertThat(rollback.exitCode()).as(rollback.printed()).isEqualTo(2);
    assertThat(rollback.printed())
        .contains("this takes back", "Not confirmed; nothing was changed");

    Ended status = ended("db", "status");
    assertThat(status.printed()).contains("log_lines: kept for 30 days");

    Ended restore = ended("db", "restore", "nowhere.backup");
    assertThat(restore.exitCode()).as(restore.printed()).isEqualTo(1);
    assertThat(restore.printed()).contains("there is no such file");
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
    ground.succeeds("env", "list");

    String metrics = get("/metrics").body();
    for (String metric :
        List.of(
            "provisioning_queue_length",
            "provisioning_environments_total",
            "provisioning_environments_stuck",
            "provisioning_region_open",
            "provisioning_queue_held",
            "api_request_duration_seconds")) {
      assertThat(Files.readString(RUNBOOK)).contains(metric);
      assertThat(metrics).contains(metric);
    }
  }

  /** What a shell makes of the line, as far as these lines need it. */
  private static String[] arguments(String line) {
    String command = line.replaceFirst("^\\./provisioner ", "").replaceFirst(" > \\S+$", "");
    return WORD.matcher(command)
        .results()
        .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
        .toArray(String[]::new);
  }

  private HttpResponse<String> get(String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create(ground.url() + path)).build(),
          HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }
  }

  private static long length(String key) {
    try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + Servers.redisPort());
        var connection = client.connect()) {
      return connection.sync().llen(key);
    }
  }
}
