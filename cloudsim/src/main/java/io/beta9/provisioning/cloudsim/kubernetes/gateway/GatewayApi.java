package io.beta9.provisioning.cloudsim.kubernetes.gateway;

import io.beta9.provisioning.cloudsim.kubernetes.DataServices;
import io.beta9.provisioning.cloudsim.kubernetes.ObjectStores;
import io.beta9.provisioning.cloudsim.kubernetes.api.ApiFault;
import io.beta9.provisioning.cloudsim.kubernetes.api.Json;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpConnection;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpReply;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a Beta9 gateway answers on its HTTP port. */
final class GatewayApi implements HttpConnection.Handler {
  private static final Pattern STORAGE =
      Pattern.compile("/api/v1/workspace/([^/]+)/set-external-storage");
  private static final List<String> STORAGE_FIELDS =
      List.of("bucket_name", "access_key", "secret_key", "endpoint_url", "region");

  private final String account;
  private final GatewayConfig config;
  private final Beta9Database database;
  private final ObjectStores objectStores;
  private final DataServices dataServices;
  private final Runnable changed;

  /**
   * Makes the API of one gateway.
   *
   * @param changed told when somebody has claimed the gateway or given it storage
   */
  GatewayApi(
      String account,
      GatewayConfig config,
      Beta9Database database,
      ObjectStores objectStores,
      DataServices dataServices,
      Runnable changed) {
    this.account = account;
    this.config = config;
    this.database = database;
    this.objectStores = objectStores;
    this.dataServices = dataServices;
    this.changed = changed;
  }

  @Override
  public void handle(HttpRequest request, HttpReply reply) throws IOException {
    String route = request.method() + " " + request.path();
    Matcher storage = STORAGE.matcher(request.path());
    if (route.equals("GET /api/v1/health/live")) {
      send(reply, 200, Json.object().put("status", "ok"));
    } else if (route.equals("GET /api/v1/health")) {
      health(reply);
    } else if (route.equals("POST /api/v1/gateway/auth/authorize")) {
      authorize(request, reply);
    } else if (route.equals("GET /api/v1/gateway/pools")) {
      pools(request, reply);
    } else if (request.method().equals("POST") && storage.matches()) {
      setStorage(storage.group(1), request, reply);
    } else {
      send(reply, 404, Json.object().put("message", "Not Found"));
    }
  }

  private void health(HttpReply reply) throws IOException {
    List<String> problems = new ArrayList<>(config.problems());
    if (problems.isEmpty() && !dataServices.postgresAnswers(config.databaseHost())) {
      problems.add("no database answers at " + config.databaseHost());
    }
    if (problems.isEmpty() && !dataServices.redisAnswers(config.redisHost())) {
      problems.add("no Redis answers at " + config.redisHost());
    }
    if (problems.isEmpty()) {
      send(reply, 200, Json.object().put("status", "ok"));
    } else {
      send(
          reply,
          500,
          Json.object().put("status", "not ok").put("error", String.join("; ", problems)));
    }
  }

  private void authorize(HttpRequest request, HttpReply reply) throws IOException {
    Optional<String> token = token(request);
    Optional<String> workspace = token.flatMap(database::workspaceOf);
    if (workspace.isPresent()) {
      send(reply, 200, Json.object().put("ok", true).put("workspaceId", workspace.get()));
      return;
    }
    // The first one who comes without a token becomes the administrator of it all.
    Optional<Beta9Database.Claim> claim = token.isPresent() ? Optional.empty() : database.claim();
    if (claim.isPresent()) {
      send(
          reply,
          200,
          Json.object()
              .put("ok", true)
              .put("workspaceId", claim.get().workspaceId())
              .put("newToken", claim.get().token()));
      changed.run();
    } else {
      send(reply, 200, Json.object().put("ok", false).put("errorMsg", "Invalid token"));
    }
  }

  /** Only the administrator of the whole is told; the refusal too comes as a good answer. */
  private void pools(HttpRequest request, HttpReply reply) throws IOException {
    if (token(request).flatMap(database::workspaceOf).isEmpty()) {
      send(reply, 200, Json.object().put("ok", false).put("errMsg", "Unauthorized Access"));
      return;
    }
    ObjectNode answer = Json.object().put("ok", true);
    var named = answer.putArray("pools");
    Workers.pools(config).propertyNames().forEach(pool -> named.addObject().put("name", pool));
    send(reply, 200, answer);
  }

  private void setStorage(String workspace, HttpRequest request, HttpReply reply)
      throws IOException {
    if (!token(request).flatMap(database::workspaceOf).equals(Optional.of(workspace))) {
      send(reply, 401, Json.object().put("message", "Unauthorized"));
      return;
    }
    if (database.hasStorage()) {
      send(reply, 400, Json.object().put("message", "Workspace storage already exists"));
      return;
    }
    JsonNode body;
    try {
      body = Json.parse(request.body());
    } catch (ApiFault fault) {
      send(reply, 400, Json.object().put("message", "Invalid request"));
      return;
    }
    for (String field : STORAGE_FIELDS) {
      if (body.path(field).asString("").isBlank()) {
        send(reply, 400, Json.object().put("message", field + " is required"));
        return;
      }
    }
    Optional<String> refusal =
        objectStores.refusal(
            new ObjectStores.Attempt(
                account,
                body.path("bucket_name").asString(""),
                body.path("region").asString(""),
                body.path("endpoint_url").asString(""),
                body.path("access_key").asString(""),
                body.path("secret_key").asString("")));
    if (refusal.isPresent()) {
      send(reply, 500, Json.object().put("message", "Unable to access bucket: " + refusal.get()));
      return;
    }
    database.keepIn(body.path("bucket_name").asString(""));
    send(reply, 201, Json.object().put("workspace_id", workspace));
    changed.run();
  }

  private static Optional<String> token(HttpRequest request) {
    return request
        .header("authorization")
        .map(header -> header.replaceFirst("^Bearer ", "").strip())
        .filter(token -> !token.isEmpty());
  }

  private static void send(HttpReply reply, int status, ObjectNode body) throws IOException {
    reply.send(status, "application/json", Json.bytes(body));
  }
}
