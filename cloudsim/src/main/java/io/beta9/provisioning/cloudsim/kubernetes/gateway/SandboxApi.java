package io.beta9.provisioning.cloudsim.kubernetes.gateway;

import io.beta9.provisioning.cloudsim.kubernetes.http.HttpRequest;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpResponse;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Sandboxes: stubs, the containers that are created from them, and commands in them. */
final class SandboxApi {
  private static final Pattern POD =
      Pattern.compile("/api/v1/gateway/pods/([^/]+)/(status|exec|stdout|stderr)");
  private static final Pattern STOP = Pattern.compile("/api/v1/gateway/containers/([^/]+)/stop");

  /** How long the answer to an execution waits for the end of the command. */
  private static final Duration INLINE_WAIT = Duration.ofMillis(750);

  private static final Duration GPU_QUERY = Duration.ofSeconds(1);

  /** Beta9's defaults. */
  private static final int DEFAULT_MAX_MEMORY_MIB = 32 * 1024;

  private static final int DEFAULT_MAX_MILLICPUS = 128_000;
  private static final int DEFAULT_MAX_GPUS = 2;

  private final GatewayContext gateway;
  private final WorkspaceContents contents;

  SandboxApi(GatewayContext gateway) {
    this.gateway = gateway;
    this.contents = gateway.contents();
  }

  /** Handles the request if it is one of these routes. */
  boolean handle(HttpRequest request, HttpResponse response) throws IOException {
    String route = request.method() + " " + request.path();
    Matcher pod = POD.matcher(request.path());
    Matcher stop = STOP.matcher(request.path());
    ObjectNode answer;
    if (route.equals("POST /api/v1/gateway/stubs")) {
      answer = createStub(Json.parse(request.body()));
    } else if (route.equals("POST /api/v1/gateway/pods")) {
      answer = createPod(Json.parse(request.body()));
    } else if (pod.matches()) {
      answer = ofPod(request, pod.group(1), pod.group(2));
    } else if (request.method().equals("POST") && stop.matches()) {
      answer = stop(stop.group(1));
    } else {
      return false;
    }
    gateway.onChange().run();
    response.send(200, "application/json", Json.bytes(answer));
    return true;
  }

  private static ObjectNode failed(String field, String message) {
    return Json.object().put("ok", false).put(field, message);
  }

  private ObjectNode createStub(JsonNode body) {
    Optional<String> error = stubError(body);
    if (error.isPresent()) {
      return failed("errMsg", error.get());
    }
    TreeMap<String, String> mounts = new TreeMap<>();
    synchronized (contents) {
      for (JsonNode mount : body.path("volumes")) {
        Optional<String> name =
            contents.volumes.entrySet().stream()
                .filter(volume -> volume.getValue().id.equals(mount.path("id").asString("")))
                .map(Map.Entry::getKey)
                .findFirst();
        if (name.isEmpty()) {
          return failed("errMsg", "Invalid volume");
        }
        mounts.put(mount.path("mount_path").asString(""), name.get());
      }
      if (gateway.storageError().isPresent()) {
        return failed("errMsg", "Failed to prepare stub object");
      }
      String pool = pool(body);
      String id =
          contents.stubs.entrySet().stream()
              .filter(stub -> stub.getValue().name().equals(body.path("name").asString("")))
              .map(Map.Entry::getKey)
              .findFirst()
              .orElseGet(() -> UUID.randomUUID().toString());
      contents.stubs.put(
          id,
          new WorkspaceContents.Stub(
              body.path("name").asString(""),
              body.path("image_id").asString(""),
              pool,
              body.path("gpu_count").asInt(0),
              body.path("keep_warm_seconds").asInt(0),
              mounts));
      return Json.object()
          .put("ok", true)
          .put("errMsg", "")
          .put("stubId", id)
          .put("capacityStatus", pool == null ? "none" : "available");
    }
  }

  private Optional<String> stubError(JsonNode body) {
    JsonNode limits = Json.at(gateway.config().tree(), "gateway.stubLimits");
    int cpu = body.path("cpu").asInt(0);
    int memory = body.path("memory").asInt(0);
    int gpus = body.path("gpu_count").asInt(0);
    if (!body.path("stub_type").asString("").equals("sandbox")) {
      return Optional.of("Unsupported stub type");
    }
    if (cpu <= 0 || cpu > limits.path("cpu").asInt(DEFAULT_MAX_MILLICPUS)) {
      return Optional.of("CPU must be greater than 0 and at most the limit");
    }
    if (memory <= 0 || memory > limits.path("memory").asInt(DEFAULT_MAX_MEMORY_MIB)) {
      return Optional.of("Memory must be greater than 0 and at most the limit");
    }
    if (gpus > limits.path("maxGpuCount").asInt(DEFAULT_MAX_GPUS)) {
      return Optional.of("GPU count exceeds the limit");
    }
    return gpus > 1 ? Optional.of("Multi-GPU is not enabled") : Optional.empty();
  }

  /** Returns the pool that executes a stub; null if there is none with its GPU. */
  private @Nullable String pool(JsonNode body) {
    String named = body.path("pool").path("name").asString("");
    if (!named.isEmpty()) {
      return named;
    }
    String gpu = body.path("gpu").asString("");
    return gateway.pools().properties().stream()
        .filter(pool -> !pool.getValue().path("requiresPoolSelector").asBoolean(false))
        .filter(pool -> !pool.getKey().equals(ImageApi.POOL))
        .filter(pool -> pool.getValue().path("gpuType").asString("").equals(gpu))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  private ObjectNode createPod(JsonNode body) {
    synchronized (contents) {
      WorkspaceContents.Stub stub = contents.stubs.get(body.path("stub_id").asString(""));
      if (stub == null) {
        return failed("errorMsg", "Invalid stub");
      }
      String id = "sandbox-" + UUID.randomUUID();
      contents.containers.put(id, new WorkspaceContents.Container(stub, gateway.clock().instant()));
      return Json.object()
          .put("ok", true)
          .put("errorMsg", "")
          .put("containerId", id)
          .put("appId", "app-" + stub.name());
    }
  }

  private ObjectNode ofPod(HttpRequest request, String id, String action) {
    synchronized (contents) {
      WorkspaceContents.Container container = contents.containers.get(id);
      if (container == null) {
        return failed("errorMsg", "Container not found");
      }
      schedule(container);
      Optional<Integer> pid = request.parameter("pid").map(Integer::valueOf);
      return switch (request.method() + " " + action) {
        case "POST exec" -> execute(container, Json.parse(request.body()));
        case "GET status" ->
            pid.isEmpty() ? status(container) : executionStatus(execution(container, pid.get()));
        case "GET stdout" -> output("stdout", execution(container, pid.orElse(0)).takeStdout());
        case "GET stderr" -> output("stderr", execution(container, pid.orElse(0)).takeStderr());
        default -> failed("errorMsg", "Not Found");
      };
    }
  }

  /** Starts a container whose pool has a worker. */
  private void schedule(WorkspaceContents.Container container) {
    if (!container.isActive()) {
      return;
    }
    WorkspaceContents.Stub stub = container.stub;
    String pool = stub.pool();
    Instant expiry = container.created.plusSeconds(stub.keepWarmSeconds());
    if (pool == null || !gateway.pools().has(pool)) {
      container.exit(1);
    } else if (container.running ? isExpired(expiry) : gateway.hasWorker().test(pool)) {
      Optional<String> error = stub.mounts().isEmpty() ? Optional.empty() : gateway.storageError();
      if (isExpired(expiry)) {
        container.exit(WorkspaceContents.EXPIRED);
      } else if (!contents.images.contains(stub.imageId())) {
        contents.log("ERR failed to pull image archive " + stub.imageId() + ": not found");
        container.exit(1);
      } else if (error.isPresent()) {
        contents.log("ERR failed to mount workspace storage: " + error.get());
        container.exit(1);
      } else {
        container.running = true;
      }
    }
  }

  private boolean isExpired(Instant expiry) {
    return !gateway.clock().instant().isBefore(expiry);
  }

  private static ObjectNode status(WorkspaceContents.Container container) {
    Integer exitCode = container.exitCode;
    return Json.object()
        .put("ok", true)
        .put("errorMsg", "")
        .put("status", exitCode != null ? "exited" : container.running ? "running" : "pending")
        .put("exitCode", exitCode == null ? -1 : exitCode);
  }

  private ObjectNode execute(WorkspaceContents.Container container, JsonNode body) {
    if (!container.running) {
      return failed("errorMsg", "Failed to connect to sandbox");
    }
    Map<String, String> variables = Json.stringMap(body.path("env"));
    variables = new TreeMap<>(variables);
    for (JsonNode name : body.path("secrets")) {
      String value = contents.secrets.get(name.asString(""));
      if (value == null) {
        return failed("errorMsg", "Secret not found");
      }
      variables.put(name.asString(""), value);
    }
    Map<String, Map<String, String>> mounts = new TreeMap<>();
    container
        .stub
        .mounts()
        .forEach(
            (path, volume) ->
                mounts.put(path, Objects.requireNonNull(contents.volumes.get(volume)).files));
    String command = body.path("command").asString("");
    SandboxShell.Result result =
        new SandboxShell(variables, mounts, container.stub.gpus()).execute(command);
    Duration duration = command.startsWith("nvidia-smi") ? GPU_QUERY : Duration.ZERO;
    WorkspaceContents.Execution execution =
        new WorkspaceContents.Execution(
            result.exitCode(),
            result.stdout(),
            result.stderr(),
            gateway.clock().instant().plus(duration));
    container.executions.add(execution);
    boolean done = body.path("wait").asBoolean(false) && duration.compareTo(INLINE_WAIT) < 0;
    return Json.object()
        .put("ok", true)
        .put("errorMsg", "")
        .put("pid", container.executions.size())
        .put("done", done)
        .put("exitCode", done ? execution.exitCode : -1)
        .put("stdout", done ? execution.takeStdout() : "")
        .put("stderr", done ? execution.takeStderr() : "");
  }

  private static WorkspaceContents.Execution execution(
      WorkspaceContents.Container container, int pid) {
    return pid >= 1 && pid <= container.executions.size()
        ? container.executions.get(pid - 1)
        : new WorkspaceContents.Execution(-1, "", "", Instant.EPOCH);
  }

  private ObjectNode executionStatus(WorkspaceContents.Execution execution) {
    boolean ended = isExpired(execution.end);
    return Json.object()
        .put("ok", true)
        .put("errorMsg", "")
        .put("status", ended ? "exited" : "running")
        .put("exitCode", ended ? execution.exitCode : -1);
  }

  private static ObjectNode output(String field, String text) {
    return Json.object().put("ok", true).put("errorMsg", "").put(field, text);
  }

  private ObjectNode stop(String id) {
    synchronized (contents) {
      WorkspaceContents.Container container = contents.containers.get(id);
      if (container == null) {
        return failed("errorMsg", "Container not found");
      }
      if (container.isActive()) {
        container.exit(WorkspaceContents.STOPPED_BY_USER);
      }
      return Json.object().put("ok", true).put("errorMsg", "");
    }
  }
}
