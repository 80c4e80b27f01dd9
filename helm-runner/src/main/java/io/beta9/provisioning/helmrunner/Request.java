package io.beta9.provisioning.helmrunner;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The contents of a request file: one call of Helm.
 *
 * @param kubeconfig a file, because some commands of the library ignore inline kubeconfig contents
 * @param timeout the maximum time that Helm waits for resources; it does not limit connecting
 * @param deadline the time after which this process exits even if Helm is still running
 * @param expectedRevision the newest revision of the release, 0 if it must not exist; a change of a
 *     release that has another one is rejected
 */
record Request(
    Action action,
    String release,
    String namespace,
    Optional<Path> chart,
    Optional<Path> values,
    Optional<Path> kubeconfig,
    boolean createNamespace,
    boolean atomic,
    boolean waitReady,
    Optional<Duration> timeout,
    Optional<Duration> deadline,
    OptionalInt expectedRevision,
    Optional<String> kubeVersion) {

  private static final TreeSet<String> FIELDS = new TreeSet<>();

  static {
    for (String field :
        new String[] {
          "action",
          "release",
          "namespace",
          "chart",
          "values_file",
          "kubeconfig_file",
          "create_namespace",
          "atomic",
          "wait",
          "timeout_seconds",
          "deadline_seconds",
          "expected_revision",
          "kube_version"
        }) {
      FIELDS.add(field);
    }
  }

  /**
   * Reads and validates a request file.
   *
   * @throws InvalidRequestException if the file is missing or invalid
   */
  static Request read(Path file) throws InvalidRequestException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidRequestException("request file " + file + " does not exist");
    }
    JsonNode root;
    try {
      root = JsonMapper.shared().readTree(file);
    } catch (JacksonException e) {
      throw new InvalidRequestException("the request file is not JSON: " + e.getOriginalMessage());
    }
    if (!root.isObject()) {
      throw new InvalidRequestException("the request file is not a JSON object");
    }
    for (String name : root.propertyNames()) {
      if (!FIELDS.contains(name)) {
        throw new InvalidRequestException(
            "unknown field '" + name + "'; known fields are " + FIELDS);
      }
    }
    return of(root);
  }

  private static Request of(JsonNode root) throws InvalidRequestException {
    Action action = Action.parse(text(root, "action").orElse(""));
    Request request =
        new Request(
            action,
            text(root, "release").orElse(""),
            text(root, "namespace").orElse("default"),
            text(root, "chart").map(Path::of),
            text(root, "values_file").map(Path::of),
            text(root, "kubeconfig_file").map(Path::of),
            bool(root, "create_namespace"),
            bool(root, "atomic"),
            bool(root, "wait"),
            seconds(root, "timeout_seconds"),
            seconds(root, "deadline_seconds"),
            revision(root, "expected_revision"),
            text(root, "kube_version"));
    request.validate();
    return request;
  }

  private void validate() throws InvalidRequestException {
    if (action.needsRelease() && release.isBlank()) {
      throw new InvalidRequestException(action.code() + " requires a release");
    }
    if (action.needsCluster()) {
      requireReadableFile("kubeconfig_file", kubeconfig.orElse(null));
    }
    if (values.isPresent()) {
      requireReadableFile("values_file", values.get());
    }
    if (action.needsChart()) {
      // Helm would search repositories for a chart that does not exist locally.
      Path path =
          chart.orElseThrow(() -> new InvalidRequestException(action.code() + " requires a chart"));
      boolean directory = Files.isRegularFile(path.resolve("Chart.yaml"));
      boolean archive = Files.isRegularFile(path) && path.toString().endsWith(".tgz");
      if (!directory && !archive) {
        throw new InvalidRequestException(
            "chart " + path + " is neither a chart directory nor a .tgz file");
      }
    }
  }

  private static void requireReadableFile(String field, @Nullable Path path)
      throws InvalidRequestException {
    if (path == null) {
      throw new InvalidRequestException(field + " is missing");
    }
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      throw new InvalidRequestException(field + " " + path + " is not a readable file");
    }
  }

  private static Optional<String> text(JsonNode root, String field) throws InvalidRequestException {
    JsonNode node = root.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    if (!node.isString()) {
      throw new InvalidRequestException(field + " must be a string");
    }
    return Optional.of(node.stringValue()).filter(text -> !text.isEmpty());
  }

  private static boolean bool(JsonNode root, String field) throws InvalidRequestException {
    JsonNode node = root.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return false;
    }
    if (!node.isBoolean()) {
      throw new InvalidRequestException(field + " must be true or false");
    }
    return node.booleanValue();
  }

  private static OptionalInt revision(JsonNode root, String field) throws InvalidRequestException {
    JsonNode node = root.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return OptionalInt.empty();
    }
    if (!node.isInt() || node.intValue() < 0) {
      throw new InvalidRequestException(field + " must be 0 or a positive integer");
    }
    return OptionalInt.of(node.intValue());
  }

  private static Optional<Duration> seconds(JsonNode root, String field)
      throws InvalidRequestException {
    JsonNode node = root.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    if (!node.isInt() || node.intValue() < 1) {
      throw new InvalidRequestException(field + " must be a positive integer");
    }
    return Optional.of(Duration.ofSeconds(node.intValue()));
  }
}
