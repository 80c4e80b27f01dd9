package io.beta9.provisioning.command;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.app.CoreConfiguration;
import io.beta9.provisioning.app.ServiceRole;
import io.beta9.provisioning.settings.ProcessEnvironment;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.settings.server.DatabaseUrl;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The workload for which an AOT cache is recorded: starts a role of the service, sends it the
 * requests that a process receives first, and exits. Started by {@code train-aot-caches}.
 *
 * <p>Without {@code TRAINING_DATABASE_URL} the service starts without a database, and answers
 * requests as if the database were not available yet.
 */
public final class TrainingRun {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
  private static final int REPETITIONS = 3;

  /** No server listens on the port 1. */
  private static final String NO_DATABASE = "postgresql://none@127.0.0.1:1/none";

  private static final String NO_REDIS = "redis://127.0.0.1:1";

  private final String url;
  private final long deadlineNanos = System.nanoTime() + TIMEOUT.toNanos();

  private TrainingRun(int port) {
    this.url = "http://127.0.0.1:" + port;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    ServiceRole role = ServiceRole.valueOf(args[0].toUpperCase(Locale.ROOT));
    Map<String, String> environment = new HashMap<>(ProcessEnvironment.current());
    String database = environment.getOrDefault("TRAINING_DATABASE_URL", "");
    int port = freePort();
    environment.put("DATABASE_URL", database.isEmpty() ? NO_DATABASE : database);
    environment.put("REDIS_URL", environment.getOrDefault("TRAINING_REDIS_URL", NO_REDIS));
    environment.put("LISTEN_ADDRESS", "127.0.0.1");
    environment.put("LISTEN_PORT", Integer.toString(port));
    environment.put("WORKER_LISTEN_PORT", Integer.toString(port));
    environment.put("WORKER_DRAIN_SECONDS", "0");
    TrainingRun run = new TrainingRun(port);
    CommandLogging.warningsUntilServiceStarts();
    Thread.ofPlatform().name("requests").start(() -> run.sendRequestsAndExit(role, database));
    new RunRoleCommand(role).run(checks -> Settings.from(environment, checks));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Exits from here: without a database, the start does not end. */
  private void sendRequestsAndExit(ServiceRole role, String database) {
    int exitCode = ExitCode.FAILED;
    try {
      await("/health/live");
      String key = "none";
      if (!database.isEmpty()) {
        await("/health/ready");
        key = role == ServiceRole.API ? createKey(database) : key;
      }
      for (int i = 0; i < REPETITIONS; i++) {
        for (String path : paths(role)) {
          get(path, key);
        }
      }
      exitCode = ExitCode.DONE;
    } catch (IOException | InterruptedException | RuntimeException e) {
      // The exit code reports it: nothing else would end the process.
      e.printStackTrace();
    } finally {
      System.exit(exitCode);
    }
  }

  private static List<String> paths(ServiceRole role) {
    List<String> probes = List.of("/health/live", "/health/ready", "/health", "/metrics");
    return role == ServiceRole.WORKER
        ? probes
        : Stream.concat(
                probes.stream(),
                List.of("/api/v1/environments", "/api/v1/environments/env_000000000000").stream())
            .toList();
  }

  private static String createKey(String database) {
    try (HikariDataSource pool = CoreConfiguration.pool(DatabaseUrl.parse(database), 1)) {
      return new ApiKeyRepository(JdbcClient.create(pool), new SecureRandom())
          .create(new TenantId("training"), "training", Role.ADMIN, Role.OWNER)
          .secret()
          .text();
    }
  }

  private void await(String path) throws IOException, InterruptedException {
    while (!isOk(path)) {
      if (System.nanoTime() > deadlineNanos) {
        throw new IOException(path + " did not succeed within " + TIMEOUT);
      }
      Thread.sleep(POLL_INTERVAL);
    }
  }

  private boolean isOk(String path) {
    try {
      return get(path, "") == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false;
    }
  }

  private int get(String path, String key) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(url + path).toURL().openConnection();
    connection.setRequestProperty("Authorization", "Bearer " + key);
    int status = connection.getResponseCode();
    try (InputStream body =
        status < HttpURLConnection.HTTP_BAD_REQUEST
            ? connection.getInputStream()
            : connection.getErrorStream()) {
      if (body != null) {
        body.transferTo(OutputStream.nullOutputStream());
      }
    }
    return status;
  }
}
