package io.beta9.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.beta9.provisioning.app.Role;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.testing.Servers;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The runbook, tried line by line, so that it cannot rot. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunbookTest {
  private static final Path RUNBOOK = Path.of("..", "docs", "runbook.md");
  private static final Pattern SQL = Pattern.compile("psql \\$DATABASE_URL -c \"(.*)\"");
  private static final Pattern CURL = Pattern.compile("curl \\$PROVISIONER_URL(/\\S*)");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  private Service service;

  @BeforeAll
  void start() {
    service =
        Service.start(
            Settings.from(
                Map.of(
                    "DATABASE_URL",
                    Servers.emptyDatabase(),
                    "REDIS_URL",
                    "redis://127.0.0.1:" + Servers.redisPort(),
                    "LISTEN_PORT",
                    "0")),
            Set.of(Role.API));
  }

  @AfterAll
  void stop() {
    service.close();
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

  @ParameterizedTest
  @MethodSource("lines")
  void every_line_works(String line) throws Exception {
    Matcher sql = SQL.matcher(line);
    Matcher curl = CURL.matcher(line);
    if (line.startsWith("./provisioner ")) {
      assertThatCode(() -> Main.commandLine().parseArgs(arguments(line)))
          .doesNotThrowAnyException();
    } else if (sql.matches()) {
      service.part(JdbcClient.class).sql(sql.group(1)).query().listOfRows();
    } else if (curl.matches()) {
      assertThat(status(curl.group(1))).isEqualTo(200);
    } else if (line.equals("redis-cli LLEN provisioning:jobs")) {
      assertThat(length("provisioning:jobs")).isNotNegative();
    } else {
      assertThat(line).isEqualTo("pg_dump $DATABASE_URL > backup.sql");
    }
  }

  @Test
  void the_file_is_read_and_has_the_runbooks_five_parts() throws IOException {
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
  void the_metrics_of_the_api_that_it_names_are_there() throws Exception {
    String metrics = body("/metrics");
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
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private int status(String path) throws Exception {
    return get(path).statusCode();
  }

  private String body(String path) throws Exception {
    return get(path).body();
  }

  private static long length(String key) {
    try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + Servers.redisPort());
        var connection = client.connect()) {
      return connection.sync().llen(key);
    }
  }
}
