package io.beta9.provisioning.bench.server;

import io.beta9.provisioning.settings.server.DatabaseUrl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs pgbench with a script.
 *
 * @see <a href="https://www.postgresql.org/docs/current/pgbench.html">pgbench</a>
 */
public final class Pgbench {
  private static final Duration SERVER_EXIT_TIMEOUT = Duration.ofSeconds(2);
  private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");
  private static final Pattern TRANSACTIONS =
      Pattern.compile("number of transactions actually processed: (\\d+)");

  private final Path binary;
  private final DatabaseUrl url;
  private final long postmaster;

  /**
   * Finds pgbench among Debian's PostgreSQL versions or on the path, where Debian has a wrapper.
   *
   * @param url the URL of the database
   * @param postmaster process id of the database server
   * @throws IllegalStateException if it is not installed
   */
  public static Pgbench find(DatabaseUrl url, long postmaster) throws IOException {
    Path versions = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(versions)) {
      try (Stream<Path> found = Files.list(versions)) {
        Path newest =
            found
                .map(version -> version.resolve("bin/pgbench"))
                .filter(Files::isExecutable)
                .max(Path::compareTo)
                .orElse(null);
        if (newest != null) {
          return new Pgbench(newest, url, postmaster);
        }
      }
    }
    for (String folder : System.getenv("PATH").split(":", -1)) {
      Path candidate = Path.of(folder, "pgbench");
      if (Files.isExecutable(candidate)) {
        return new Pgbench(candidate, url, postmaster);
      }
    }
    throw new IllegalStateException(
        "pgbench is not installed. Install it (Debian: apt-get install postgresql-contrib), then"
            + " retry");
  }

  private Pgbench(Path binary, DatabaseUrl url, long postmaster) {
    this.binary = binary;
    this.url = url;
    this.postmaster = postmaster;
  }

  /**
   * The result of a run.
   *
   * @param postgresMicros CPU time of PostgreSQL per transaction in microseconds
   * @param clientMicros CPU time of pgbench per transaction in microseconds
   */
  public record PgbenchResult(double perSecond, double postgresMicros, double clientMicros) {}

  /** How pgbench sends statements. */
  public enum Protocol {
    /** As text, which is pgbench's default: the server parses and plans each statement. */
    SIMPLE,
    /** As statements that the server has prepared. */
    PREPARED
  }

  /** Runs the script for a time. */
  public PgbenchResult run(String script, Protocol protocol, int clients, Duration duration)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("pgbench-", ".sql");
    Files.writeString(file, script);
    long backendsBefore = ProcessCpu.children(postmaster);
    double postgresBefore = ProcessCpu.secondsWithChildren(postmaster);
    double clientBefore = ProcessCpu.secondsOfEndedChildren();
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                binary.toString(),
                "--no-vacuum",
                "--protocol=" + protocol.name().toLowerCase(Locale.ROOT),
                "--client=" + clients,
                "--jobs=1",
                "--time=" + duration.toSeconds(),
                "--file=" + file,
                url.jdbcUrl().substring("jdbc:".length())));
    builder.environment().put("PGUSER", String.valueOf(url.user()));
    builder.environment().put("PGPASSWORD", String.valueOf(url.password()));
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("pgbench failed: " + output);
    }
    Files.delete(file);
    awaitServerProcesses(backendsBefore);
    double transactions = number(TRANSACTIONS, output);
    return new PgbenchResult(
        number(TPS, output),
        (ProcessCpu.secondsWithChildren(postmaster) - postgresBefore) / transactions * 1e6,
        (ProcessCpu.secondsOfEndedChildren() - clientBefore) / transactions * 1e6);
  }

  /** Waits until the server has counted the CPU time of the sessions that have ended. */
  private void awaitServerProcesses(long expected) throws InterruptedException {
    long end = System.nanoTime() + SERVER_EXIT_TIMEOUT.toNanos();
    while (ProcessCpu.children(postmaster) > expected && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static double number(Pattern pattern, String output) {
    Matcher matcher = pattern.matcher(output);
    if (!matcher.find()) {
      throw new IllegalStateException("pgbench printed no result: " + output);
    }
    return Double.parseDouble(matcher.group(1));
  }
}
