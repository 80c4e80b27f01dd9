package io.beta9.provisioning.bootstrap.helm;

import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.beta9.provisioning.bootstrap.cluster.Notification;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.telemetry.trace.CurrentSpan;
import io.beta9.provisioning.telemetry.trace.Span;
import io.beta9.provisioning.telemetry.trace.SpanKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs Helm, one child process per call, because the library cannot be cancelled and ignores
 * signals. Values and kubeconfig are written to a private directory that is deleted after the call.
 * Helm does not wait for workloads: waiting is done by {@code WorkloadReadiness}, which can report
 * the cause of a delay.
 */
public final class HelmClient {
  /** A call does not wait for workloads, so one that takes this long hangs. */
  static final Duration CALL_TIMEOUT = Duration.ofMinutes(3);

  private static final Logger log = LoggerFactory.getLogger(HelmClient.class);
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final int MAX_LOG_LINES = 50;
  private static final int MAX_OUTPUT_BYTES = 1024 * 1024;

  /**
   * Environment variables that the child process inherits. The others contain the worker's own
   * credentials, and settings of Helm and kubectl that would change the meaning of a call.
   */
  private static final Set<String> INHERITED =
      Set.of(
          "PATH",
          "LANG",
          "LC_ALL",
          "TZ",
          "TMPDIR",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "NO_PROXY",
          "http_proxy",
          "https_proxy",
          "no_proxy");

  /** Exit codes above it denote the signal that ended a process. */
  private static final int SIGNAL_EXIT_CODE_BASE = 128;

  private final HelmSettings settings;
  private final Path privateDirectory;
  private final JsonMapper json = JsonMapper.shared();

  /**
   * @param privateDirectory where the files of each call are written; what a killed process has
   *     left in it is deleted by the next one that uses the stack directory
   */
  public HelmClient(HelmSettings settings, Path privateDirectory) {
    this.settings = settings;
    this.privateDirectory = privateDirectory;
  }

  /** Returns the directory of a chart. */
  Path chart(String name) {
    return settings.charts().resolve(name);
  }

  private String requireChart(String name, String release) {
    Path chart = chart(name);
    if (!Files.isRegularFile(chart.resolve("Chart.yaml"))) {
      throw new FailureException(
          Failure.of(FailureCode.CHART_NOT_FOUND)
              .about(release)
              .with(FailureParameter.CHART, name)
              .with(FailureParameter.PATH, settings.charts().toString()));
    }
    return chart.toString();
  }

  void install(
      ClusterAccess cluster,
      String release,
      String namespace,
      String chart,
      ObjectNode values,
      WaitContext context)
      throws InterruptedException {
    ObjectNode request = request("install", release, namespace, 0);
    request.put("chart", requireChart(chart, release)).put("create_namespace", true);
    call(cluster, request, values, context);
  }

  /**
   * Upgrades a release.
   *
   * @param revision the newest revision that the caller has seen; Helm is not called if it has
   *     changed since
   */
  void upgrade(
      ClusterAccess cluster,
      String release,
      String namespace,
      int revision,
      String chart,
      ObjectNode values,
      WaitContext context)
      throws InterruptedException {
    ObjectNode request = request("upgrade", release, namespace, revision);
    request.put("chart", requireChart(chart, release));
    call(cluster, request, values, context);
  }

  /**
   * Removes a release; does nothing if it does not exist.
   *
   * @param revision the newest revision that the caller has seen; Helm is not called if another one
   *     has been created since
   */
  void uninstall(
      ClusterAccess cluster, String release, String namespace, int revision, WaitContext context)
      throws InterruptedException {
    call(cluster, request("uninstall", release, namespace, revision), null, context);
  }

  private ObjectNode request(String action, String release, String namespace, int revision) {
    return json.createObjectNode()
        .put("action", action)
        .put("release", release)
        .put("namespace", namespace)
        .put("expected_revision", revision)
        .put("deadline_seconds", (int) CALL_TIMEOUT.toSeconds());
  }

  private void call(
      ClusterAccess cluster, ObjectNode request, @Nullable ObjectNode values, WaitContext context)
      throws InterruptedException {
    settings
        .missingTool()
        .ifPresent(
            tool -> {
              throw new FailureException(
                  Failure.of(FailureCode.HELM_TOOLS_MISSING)
                      .with(FailureParameter.PATH, tool.toString()));
            });
    Span span =
        CurrentSpan.startChild("helm " + request.path("action").asString(""), SpanKind.CLIENT)
            .with("helm.release", request.path("release").asString(""))
            .with("k8s.namespace.name", request.path("namespace").asString(""))
            .failed("interrupted");
    try {
      callWithFiles(cluster, request, values, context);
      span.succeeded();
    } catch (FailureException e) {
      span.failed(e.failure().code().code());
      throw e;
    } finally {
      span.end();
    }
  }

  private void callWithFiles(
      ClusterAccess cluster, ObjectNode request, @Nullable ObjectNode values, WaitContext context)
      throws InterruptedException {
    try (PrivateDirectory folder = PrivateDirectory.create(privateDirectory)) {
      request.put("kubeconfig_file", folder.write("kubeconfig", cluster.kubeconfig()).toString());
      if (values != null) {
        // Helm reads YAML, and JSON is YAML.
        request.put(
            "values_file", folder.write("values.yaml", json.writeValueAsString(values)).toString());
      }
      Path requestFile = folder.write("request.json", json.writeValueAsString(request));
      run(folder, requestFile, request, context);
    } catch (IOException e) {
      throw new UncheckedIOException("helm-runner could not be run", e);
    }
  }

  private void run(
      PrivateDirectory folder, Path requestFile, ObjectNode request, WaitContext context)
      throws IOException, InterruptedException {
    context.throwIfCancelled();
    Path out = folder.file("out");
    Path err = folder.file("err");
    Process process = start(requestFile, out, err);
    try {
      Notification ended = new Notification();
      var unused = process.onExit().thenRun(ended::signal);
      long started = System.nanoTime();
      context.await(
          ended,
          () ->
              !process.isAlive()
                  || System.nanoTime() - started > CALL_TIMEOUT.plus(GRACE).toNanos());
      if (process.isAlive()) {
        throw failure(request, "timeout", "it exceeded its time limit");
      }
    } finally {
      terminate(process);
    }
    List<String> messages = lastLines(err);
    logOutput(messages, request, context);
    check(request, lastLines(out), messages, process.exitValue());
  }

  private Process start(Path requestFile, Path out, Path err) throws IOException {
    List<String> command = new ArrayList<>(List.of(settings.java().toString()));
    command.addAll(settings.jvmOptions());
    command.addAll(
        List.of(
            "-XX:ErrorFile=" + requestFile.resolveSibling("hs_err.log"),
            "-Djava.io.tmpdir=" + requestFile.getParent(),
            "-jar",
            settings.runner().toString(),
            requestFile.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(INHERITED);
    // Helm writes caches there, which are not reused.
    environment.put("HOME", requestFile.resolveSibling("home").toString());
    return builder
        .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
        .redirectOutput(out.toFile())
        .redirectError(err.toFile())
        .start();
  }

  /** SIGTERM makes Helm mark the release as failed; SIGKILL would leave it pending. */
  private static void terminate(Process process) throws InterruptedException {
    if (!process.isAlive()) {
      return;
    }
    process.destroy();
    boolean interrupted = false;
    try {
      if (process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    process.destroyForcibly();
    if (interrupted) {
      throw new InterruptedException("interrupted while Helm was stopping");
    }
  }

  /**
   * Returns the last lines of what helm-runner has written. Warnings of the cluster are part of it:
   * they can be of any length and contain any bytes.
   */
  private static List<String> lastLines(Path file) throws IOException {
    try (SeekableByteChannel in = Files.newByteChannel(file)) {
      in.position(Math.max(0, in.size() - MAX_OUTPUT_BYTES));
      byte[] bytes = Channels.newInputStream(in).readNBytes(MAX_OUTPUT_BYTES);
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static void logOutput(List<String> lines, ObjectNode request, WaitContext context) {
    String release = request.path("release").asString("");
    List<String> said = lines.stream().filter(line -> !line.isBlank()).toList();
    // The last ones say how it ended.
    said.stream()
        .skip(Math.max(0, said.size() - MAX_LOG_LINES))
        .forEach(line -> context.report(new ClusterProgress.HelmOutput(release, line)));
  }

  private void check(ObjectNode request, List<String> lines, List<String> err, int exit) {
    JsonNode answer;
    try {
      answer = lines.isEmpty() ? json.createObjectNode() : json.readTree(lines.getLast());
    } catch (JacksonException e) {
      log.debug("The last line of helm-runner is not JSON", e);
      answer = json.createObjectNode();
    }
    if (answer.path("ok").asBoolean(false)) {
      return;
    }
    String error = answer.path("error").asString("");
    if (error.isEmpty() && exit > SIGNAL_EXIT_CODE_BASE) {
      throw failure(
          request, HelmFailures.KILLED, "helm-runner was killed (exit code " + exit + ")");
    }
    if (error.isEmpty()) {
      error =
          "helm-runner ended with code "
              + exit
              + (err.isEmpty() ? " without output" : ": " + err.getLast());
    }
    throw failure(request, answer.path("kind").asString("other"), error);
  }

  private static FailureException failure(ObjectNode request, String kind, String why) {
    return new FailureException(
        HelmFailures.of(
            request.path("action").asString(""), request.path("release").asString(""), kind, why));
  }
}
