package io.beta9.provisioning.bootstrap.gateway;

import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.format.Excerpt;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Beta9's API for the contents of one workspace. The gateway reports most errors in a response with
 * status 200.
 */
final class WorkspaceClient {
  private static final int MAX_REPORTED_LENGTH = 600;
  private static final int NOT_FOUND = 404;
  private static final String API = "/api/v1/gateway";
  private static final String ACTIVITY = "Running a sandbox in Beta9";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration RETRY_PERIOD = Duration.ofSeconds(60);

  /** Identifiers become part of paths, and come from the customer's cluster. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  private final GatewayConnection connection;
  private final String workspace;
  private final WaitContext context;
  private final JsonMapper json = JsonMapper.shared();

  WorkspaceClient(GatewayConnection connection, String workspace, WaitContext context) {
    this.connection = connection;
    this.workspace = requireId(workspace);
    this.context = context;
  }

  /** Returns a client for the same workspace with another context. */
  WorkspaceClient with(WaitContext other) {
    return new WorkspaceClient(connection, workspace, other);
  }

  /** The end of a build: the id of the image, or what was reported. */
  record Build(Optional<String> imageId, String reported) {}

  /** A build can be repeated: what is there already is not built again. */
  Build buildImage(String base, String command, Duration timeout) throws InterruptedException {
    ObjectNode body = json.createObjectNode();
    body.put("existing_image_uri", base)
        .put("ignore_python", true)
        .put("python_version", "python3");
    body.putArray("commands").add(command);
    ProxiedGateway.GatewayResponse answer =
        connection.send("POST", API + "/images/build", body.toString(), timeout, context);
    requireSuccess("an image", answer);
    String reported = "the gateway ended its response without a result";
    for (String line : answer.body().lines().filter(line -> !line.isBlank()).toList()) {
      JsonNode message = parse(new ProxiedGateway.GatewayResponse(200, line));
      JsonNode result = message.path("result");
      if (result.path("done").asBoolean(false) && result.path("success").asBoolean(false)) {
        return new Build(Optional.of(requireId(result.path("imageId").asString(""))), "");
      }
      reported =
          Stream.of(
                  result.path("msg").asString("").strip(),
                  message.path("error").path("message").asString("").strip())
              .filter(text -> !text.isEmpty())
              .findFirst()
              .orElse(reported);
    }
    return new Build(Optional.empty(), reported);
  }

  /** Creates a secret, or replaces the one with this name. */
  void putSecret(String name, String value) throws InterruptedException {
    String body = json.createObjectNode().put("name", name).put("value", value).toString();
    ProxiedGateway.GatewayResponse answer = retried("POST", "/secret/" + workspace, body);
    if (answer.status() == 409) {
      deleteSecret(name);
      answer = retried("POST", "/secret/" + workspace, body);
    }
    requireSuccess("a secret", answer);
    JsonNode _ = parse(answer);
  }

  void deleteSecret(String name) throws InterruptedException {
    retried("DELETE", "/secret/" + workspace + "/" + name, "");
  }

  /** Returns the id of a volume, which is created if it does not exist. */
  String ensureVolume(String name) throws InterruptedException {
    JsonNode answer =
        ok("a volume", retried("POST", API + "/volumes", object().put("name", name).toString()));
    return requireId(answer.path("volume").path("id").asString(""));
  }

  /** Returns whether a file of a volume is in the bucket. */
  boolean hasFile(String volume, String file) throws InterruptedException {
    ProxiedGateway.GatewayResponse answer =
        retried("GET", "/volume/" + workspace + "/ls/" + volume, "");
    if (answer.status() == NOT_FOUND) {
      return false;
    }
    requireSuccess("the contents of a volume", answer);
    return containsText(parse(answer), file);
  }

  private static boolean containsText(JsonNode tree, String file) {
    if (tree.isString()) {
      String path = tree.stringValue();
      return path.equals(file) || path.endsWith("/" + file);
    }
    return tree.valueStream().anyMatch(child -> containsText(child, file));
  }

  void emptyVolume(String volume) throws InterruptedException {
    retried("DELETE", "/volume/" + workspace + "/rm/" + volume, "");
  }

  /** Returns the id of a stub; an identical one is used again. */
  String ensureStub(ObjectNode stub) throws InterruptedException {
    JsonNode answer = ok("a sandbox", retried("POST", API + "/stubs", stub.toString()));
    return requireId(answer.path("stubId").asString(""));
  }

  /** Creates a container. The request is not repeated. */
  String createPod(String stub) throws InterruptedException {
    ProxiedGateway.GatewayResponse answer =
        connection.send(
            "POST", API + "/pods", object().put("stub_id", stub).toString(), TIMEOUT, context);
    return requireId(ok("a sandbox", answer).path("containerId").asString(""));
  }

  /** Returns the status of a container; {@code exited} for one that the gateway does not know. */
  String status(String container) throws InterruptedException {
    ProxiedGateway.GatewayResponse response =
        retried("GET", API + "/pods/" + container + "/status", "");
    if (response.status() == NOT_FOUND) {
      return "exited";
    }
    requireSuccess("the status of a sandbox", response);
    JsonNode answer = parse(response);
    return answer.path("ok").asBoolean(false) ? answer.path("status").asString("") : "exited";
  }

  void stop(String container) throws InterruptedException {
    retried("POST", API + "/containers/" + container + "/stop", "{}");
  }

  /** What a command has written, and its exit code. */
  record Output(int exitCode, String stdout, String stderr) {}

  /**
   * Executes a command and waits for its end. The gateway splits it into words. It waits for less
   * than a second; after that, its output is read in parts.
   *
   * @return empty if it has not ended before the deadline
   */
  Optional<Output> execute(String container, String command, List<String> secrets)
      throws InterruptedException {
    ObjectNode body = object().put("command", command).put("wait", true);
    body.putArray("secrets").addAll(secrets.stream().map(json::<JsonNode>valueToTree).toList());
    String pod = API + "/pods/" + container;
    JsonNode started =
        ok(
            "a command in a sandbox",
            connection.send("POST", pod + "/exec", body.toString(), TIMEOUT, context));
    StringBuilder stdout = new StringBuilder(started.path("stdout").asString(""));
    StringBuilder stderr = new StringBuilder(started.path("stderr").asString(""));
    boolean done = started.path("done").asBoolean(false);
    int exitCode = started.path("exitCode").asInt(-1);
    String process = "?pid=" + started.path("pid").asInt(0);
    while (!done) {
      if (context.hasTimedOut() || stdout.length() > ProxiedGateway.MAX_RESPONSE_BYTES) {
        return Optional.empty();
      }
      JsonNode status = parse(retried("GET", pod + "/status" + process, ""));
      done = status.path("status").asString("").equals("exited");
      exitCode = status.path("exitCode").asInt(-1);
      stdout.append(
          parse(retried("GET", pod + "/stdout" + process, "")).path("stdout").asString(""));
      stderr.append(
          parse(retried("GET", pod + "/stderr" + process, "")).path("stderr").asString(""));
      if (!done) {
        context.pause(Duration.ofMillis(500));
      }
    }
    return Optional.of(new Output(exitCode, stdout.toString(), stderr.toString()));
  }

  private ObjectNode object() {
    return json.createObjectNode();
  }

  /** Sends an idempotent request, again after transient failures. */
  private ProxiedGateway.GatewayResponse retried(String method, String path, String body)
      throws InterruptedException {
    Instant end = context.clock().instant().plus(RETRY_PERIOD);
    while (true) {
      try {
        ProxiedGateway.GatewayResponse answer =
            connection.send(method, path, body, TIMEOUT, context);
        if (answer.isTemporary()) {
          throw unavailable(answer);
        }
        return answer;
      } catch (FailureException e) {
        if (e.failure().kind() != FailureClass.TRANSIENT
            || context.hasTimedOut()
            || context.clock().instant().isAfter(end)) {
          throw e;
        }
        context.pause(Duration.ofSeconds(1));
      }
    }
  }

  private JsonNode ok(String what, ProxiedGateway.GatewayResponse answer) {
    requireSuccess(what, answer);
    JsonNode body = parse(answer);
    if (!body.path("ok").asBoolean(false)) {
      throw rejected(
          what,
          Stream.of("errMsg", "errorMsg")
              .map(field -> body.path(field).asString(""))
              .filter(text -> !text.isBlank())
              .findFirst()
              .orElse(answer.summary()));
    }
    return body;
  }

  private static void requireSuccess(String what, ProxiedGateway.GatewayResponse answer) {
    if (answer.isTemporary()) {
      throw unavailable(answer);
    }
    if (!answer.isSuccessful()) {
      throw rejected(what, answer.summary());
    }
  }

  private static FailureException unavailable(ProxiedGateway.GatewayResponse answer) {
    return ProxiedGateway.unsuccessful(ACTIVITY, answer, shortened(answer.summary()));
  }

  /** A proxy in front of the gateway may have answered. */
  private JsonNode parse(ProxiedGateway.GatewayResponse answer) {
    try {
      return json.readTree(answer.body());
    } catch (JacksonException e) {
      throw ProxiedGateway.transientFailure(
          ACTIVITY, "its gateway's answer is not JSON: " + answer.summary());
    }
  }

  private static String requireId(String id) {
    if (!ID.matcher(id).matches()) {
      throw rejected("a request", "an invalid identifier");
    }
    return id;
  }

  private static FailureException rejected(String what, String reported) {
    return new FailureException(
        Failure.of(FailureCode.SANDBOX_REJECTED)
            .with(FailureParameter.ITEM, what)
            .with(FailureParameter.NAMESPACE, Gateway.NAMESPACE)
            .with(FailureParameter.REPORTED, shortened(reported)));
  }

  /** Returns the beginning and the end of what a gateway or a user's program has written. */
  static String shortened(String text) {

    return Excerpt.of(text.strip(), MAX_REPORTED_LENGTH);
  }
}
