package io.beta9.provisioning.cloudsim.kubernetes.gateway;

import io.beta9.provisioning.cloudsim.kubernetes.aws.BucketAccess;
import io.beta9.provisioning.cloudsim.kubernetes.aws.DataServices;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpConnection;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpRequest;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpResponse;
import io.beta9.provisioning.cloudsim.kubernetes.store.ApiException;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
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
  private static final Pattern STORAGE_PATH =
      Pattern.compile("/api/v1/workspace/([^/]+)/set-external-storage");
  private static final List<String> STORAGE_FIELDS =
      List.of("bucket_name", "access_key", "secret_key", "endpoint_url", "region");

  private final String account;
  private final GatewayConfig config;
  private final Beta9Database database;
  private final BucketAccess bucketAccess;
  private final DataServices dataServices;
  private final Runnable onChange;

  /**
   * Makes the API of one gateway.
   *
   * @param changed told when somebody has claimed the gateway or given it storage
   */
  GatewayApi(
      String account,
      GatewayConfig config,
      Beta9Database database,
      BucketAccess objectStores,
      DataServices dataServices,
      Runnable changed) {
    this.account = account;
    this.config = config;
    this.database = database;
    this.bucketAccess = objectStores;
    this.dataServices = dataServices;
    this.onChange = changed;
  }

  @Override
  public void handle(HttpRequest request, HttpResponse reply) throws IOException {
    String route = request.method() + " " + request.path();
    Matcher storage = STORAGE_PATH.matcher(request.path());
    if (route.equals("GET /api/v1/health/live")) {
      send(reply, 200, Json.object().put("status", "ok"));
    } else if (route.equals("GET /api/v1/health")) {
      checkHealth(reply);
    } else if (route.equals("POST /api/v1/gateway/auth/authorize")) {
      authorize(request, reply);
    } else if (route.equals("GET /api/v1/gateway/pools")) {
      listPools(request, reply);
    } else if (request.method().equals("POST") && storage.matches()) {
      setStorage(storage.group(1), request, reply);
    } else {
      send(reply, 404, Json.object().put("message", "Not Found"));
    }
  }

  private void checkHealth(HttpResponse reply) throws IOException {
    List<String> problems = new ArrayList<>(config.validationErrors());
    if (problems.isEmpty() && !dataServices.isPostgresReachable(config.databaseHost())) {
      problems.add("no database answers at " + config.databaseHost());
    }
    if (problems.isEmpty() && !dataServices.isRedisReachable(config.redisHost())) {
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

  private void authorize(HttpRequest request, HttpResponse reply) throws IOException {
    Optional<String> token = bearerToken(request);
    Optional<String> workspace = token.flatMap(database::findWorkspace);
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
      onChange.run();
    } else {
      send(reply, 200, Json.object().put("ok", false).put("errorMsg", "Invalid token"));
    }
  }

  /** Only the administrator of the whole is told; the refusal too comes as a good answer. */
  private void listPools(HttpRequest request, HttpResponse reply) throws IOException {
    if (bearerToken(request).flatMap(database::findWorkspace).isEmpty()) {
      send(reply, 200, Json.object().put("ok", false).put("errMsg", "Unauthorized Access"));
      return;
    }
    ObjectNode answer = Json.object().put("ok", true);
    var named = answer.putArray("pools");
    WorkerJobs.pools(config).propertyNames().forEach(pool -> named.addObject().put("name", pool));
    send(reply, 200, answer);
  }

  private void setStorage(String workspace, HttpRequest request, HttpResponse reply)
      throws IOException {
    if (!bearerToken(request).flatMap(database::findWorkspace).equals(Optional.of(workspace))) {
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
    } catch (ApiException fault) {
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
        bucketAccess.accessError(
            new BucketAccess.Request(
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
    database.setStorageBucket(body.path("bucket_name").asString(""));
    send(reply, 201, Json.object().put("workspace_id", workspace));
    onChange.run();
  }

  private static Optional<String> bearerToken(HttpRequest request) {
    return request
        .header("authorization")
        .map(header -> header.replaceFirst("^Bearer ", "").strip())
        .filter(token -> !token.isEmpty());
  }

  private static void send(HttpResponse reply, int status, ObjectNode body) throws IOException {
    reply.send(status, "application/json", Json.bytes(body));
  }
}
