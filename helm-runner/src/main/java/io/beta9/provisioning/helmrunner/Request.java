package io.beta9.provisioning.helmrunner;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One call of Helm, as the request file has it.
 *
 * @param kubeconfig always a file: the library loses a kubeconfig's contents on some of its ways
 * @param timeout how long Helm itself may wait for what it made; it does not bound connecting
 * @param deadline when this process gives up whatever Helm is doing, as a kill from outside would
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
          "kube_version"
        }) {
      FIELDS.add(field);
    }
  }

  static Request read(Path file) throws InvalidRequestException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidRequestException("there is no request file " + file);
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
        throw new InvalidRequestException("'" + name + "' is not a field; fields are " + FIELDS);
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
            text(root, "kube_version"));
    request.validate();
    return request;
  }

  private void validate() throws InvalidRequestException {
    if (action.needsRelease() && release.isBlank()) {
      throw new InvalidRequestException(action.code() + " needs a release");
    }
    if (action.needsCluster()) {
      requireReadableFile("kubeconfig_file", kubeconfig.orElse(null));
    }
    if (values.isPresent()) {
      requireReadableFile("values_file", values.get());
    }
    if (action.needsChart()) {
      // A chart that is not on the disk would make Helm look for it in repositories.
      Path path =
          chart.orElseThrow(() -> new InvalidRequestException(action.code() + " needs a chart"));
      boolean folder = Files.isRegularFile(path.resolve("Chart.yaml"));
      boolean archive = Files.isRegularFile(path) && path.toString().endsWith(".tgz");
      if (!folder && !archive) {
        throw new InvalidRequestException(
            "chart " + path + " is neither a chart's folder nor a .tgz");
      }
    }
  }

  private static void requireReadableFile(String field, @Nullable Path path)
      throws InvalidRequestException {
    if (path == null) {
      throw new InvalidRequestException(field + " is missing");
    }
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      throw new InvalidRequestException(field + " " + path + " is not a file that can be read");
    }
  }

  private static Optional<String> text(JsonNode root, String field) throws InvalidRequestException {
    JsonNode node = root.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    if (!node.isString()) {
      throw new InvalidRequestException(field + " is not a string");
    }
    return Optional.of(node.stringValue()).filter(text -> !text.isEmpty());
  }

  private static boolean bool(JsonNode root, String field) throws InvalidRequestException {
    JsonNode node = root.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return false;
    }
    if (!node.isBoolean()) {
      throw new InvalidRequestException(field + " is neither true nor false");
    }
    return node.booleanValue();
  }

  private static Optional<Duration> seconds(JsonNode root, String field)
      throws InvalidRequestException {
    JsonNode node = root.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    if (!node.isInt() || node.intValue() < 1) {
      throw new InvalidRequestException(field + " is not a positive whole number");
    }
    return Optional.of(Duration.ofSeconds(node.intValue()));
  }
}
