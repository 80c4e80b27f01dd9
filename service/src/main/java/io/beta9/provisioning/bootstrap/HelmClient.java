package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Helm, one child process a call: the library inside cannot be cancelled and swallows signals.
 * Values and kubeconfig lie in a private folder that goes with the call. Helm waits for nothing:
 * waiting is done by those who can say what it is that takes so long.
 */
final class HelmClient {
  private static final Duration LONGEST_CALL = Duration.ofMinutes(5);
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final HelmSettings settings;
  private final JsonMapper json = JsonMapper.shared();

  HelmClient(HelmSettings settings) {
    this.settings = settings;
  }

  /** What Helm knows of a release. */
  record Release(String status, int revision) {
    boolean pending() {
      return status.startsWith("pending-") || status.equals("uninstalling");
    }

    boolean deployed() {
      return status.equals("deployed");
    }
  }

  /** The release, or null where there is none. */
  @Nullable Release status(ClusterAccess cluster, String release, String namespace, Watchman watch)
      throws InterruptedException {
    JsonNode answer = call(cluster, request("status", release, namespace), null, watch);
    JsonNode found = answer.path("release");
    return found.isMissingNode()
        ? null
        : new Release(found.path("status").asString(""), found.path("revision").asInt(0));
  }

  void install(
      ClusterAccess cluster,
      String release,
      String namespace,
      String chart,
      ObjectNode values,
      Watchman watch)
      throws InterruptedException {
    ObjectNode request = request("install", release, namespace);
    request.put("chart", settings.charts().resolve(chart).toString());
    request.put("create_namespace", true);
    call(cluster, request, values, watch);
  }

  void upgrade(
      ClusterAccess cluster,
      String release,
      String namespace,
      String chart,
      ObjectNode values,
      Watchman watch)
      throws InterruptedException {
    ObjectNode request = request("upgrade", release, namespace);
    request.put("chart", settings.charts().resolve(chart).toString());
    call(cluster, request, values, watch);
  }

  /** Removes a release; one that is not there is fine. */
  void uninstall(ClusterAccess cluster, String release, String namespace, Watchman watch)
      throws InterruptedException {
    call(cluster, request("uninstall", release, namespace), null, watch);
  }

  private ObjectNode request(String action, String release, String namespace) {
    return json.createObjectNode()
        .put("action", action)
        .put("release", release)
        .put("namespace", namespace)
        .put("deadline_seconds", (int) LONGEST_CALL.toSeconds());
  }

  private JsonNode call(
      ClusterAccess cluster, ObjectNode request, @Nullable ObjectNode values, Watchman watch)
      throws InterruptedException {
    Path folder = null;
    try {
      folder =
          Files.createTempDirectory(
              "beta9-helm-",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), cluster.kubeconfig());
      request.put("kubeconfig_file", kubeconfig.toString());
      if (values != null) {
        // Helm reads YAML, and JSON is YAML.
        request.put(
            "values_file",
            Files.write(folder.resolve("values.yaml"), json.writeValueAsBytes(values)).toString());
      }
      Path requestFile =
          Files.write(folder.resolve("request.json"), json.writeValueAsBytes(request));
      return run(folder, requestFile, request, watch);
    } catch (IOException e) {
      throw new UncheckedIOException("helm-runner could not be run", e);
    } finally {
      remove(folder);
    }
  }

  private JsonNode run(Path folder, Path requestFile, ObjectNode request, Watchman watch)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(
                settings.java().toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-jar",
                settings.runner().toString(),
                requestFile.toString())
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      Watchman.Outcome outcome = watch.await(() -> exited(process));
      if (outcome == Watchman.Outcome.LATE) {
        throw failure(request, FailureClass.TIMEOUT, "helm-late", "it took longer than it may");
      }
    } finally {
      if (process.isAlive()) {
        process.destroy();
        if (!process.waitFor(GRACE.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      }
    }
    return answer(request, Files.readAllLines(out), Files.readString(err), process.exitValue());
  }

  private static boolean exited(Process process) {
    try {
      return process.waitFor(100, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private JsonNode answer(ObjectNode request, List<String> lines, String err, int exit) {
    JsonNode answer;
    try {
      answer = lines.isEmpty() ? json.createObjectNode() : json.readTree(lines.getLast());
    } catch (JacksonException e) {
      answer = json.createObjectNode();
    }
    if (answer.path("ok").asBoolean(false)) {
      return answer;
    }
    String kind = answer.path("kind").asString("other");
    String error = answer.path("error").asString("");
    if (error.isEmpty()) {
      error = "it ended with code " + exit + (err.isBlank() ? "" : ": " + lastLine(err));
    }
    FailureClass meaning =
        switch (kind) {
          case "unreachable", "canceled", "timeout", "pending" -> FailureClass.TRANSIENT;
          case "unauthorized", "forbidden" -> FailureClass.PERMISSION;
          default -> FailureClass.BOOTSTRAP;
        };
    throw failure(request, meaning, "helm-" + kind, error);
  }

  private static FailureException failure(
      ObjectNode request, FailureClass kind, String code, String why) {
    String release = request.path("release").asString("");
    return new FailureException(
        new Failure(
            kind,
            code,
            "Helm could not " + request.path("action").asString("") + " release " + release,
            why,
            kind == FailureClass.PERMISSION
                ? "Give the role that made the cluster the right to administer it"
                : "Look at the environment's log and retry"));
  }

  private static String lastLine(String text) {
    return text.strip().lines().reduce("", (before, line) -> line);
  }

  private static void remove(@Nullable Path folder) throws UncheckedIOException {
    if (folder == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("secrets could not be removed from " + folder, e);
    }
  }
}
