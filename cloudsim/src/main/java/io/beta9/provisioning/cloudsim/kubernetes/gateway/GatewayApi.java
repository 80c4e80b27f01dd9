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

/** The HTTP API of a Beta9 gateway. */
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
   * Creates the API of one gateway.
   *
   * @param onChange called after the gateway was claimed or its storage was configured
   */
  GatewayApi(
      String account,
      GatewayConfig config,
      Beta9Database database,
      BucketAccess bucketAccess,
      DataServices dataServices,
      Runnable onChange) {
    this.account = account;
    this.config = config;
    this.database = database;
    this.bucketAccess = bucketAccess;
    this.dataServices = dataServices;
    this.onChange = onChange;
  }

  @Override
  public void handle(HttpRequest request, HttpResponse response) throws IOException {
    String route = request.method() + " " + request.path();
    Matcher storage = STORAGE_PATH.matcher(request.path());
    if (route.equals("GET /api/v1/health/live")) {
      send(response, 200, Json.object().put("status", "ok"));
    } else if (route.equals("GET /api/v1/health")) {
      checkHealth(response);
    } else if (route.equals("POST /api/v1/gateway/auth/authorize")) {
      authorize(request, response);
    } else if (route.equals("GET /api/v1/gateway/pools")) {
      listPools(request, response);
    } else if (request.method().equals("POST") && storage.matches()) {
      setStorage(storage.group(1), request, response);
    } else {
      send(response, 404, Json.object().put("message", "Not Found"));
    }
  }

  private void checkHealth(HttpResponse response) throws IOException {
    List<String> errors = new ArrayList<>(config.validationErrors());
    if (errors.isEmpty() && !dataServices.isPostgresReachable(config.databaseHost())) {
      errors.add("PostgreSQL at " + config.databaseHost() + " is unavailable");
    }
    if (errors.isEmpty() && !dataServices.isRedisReachable(config.redisHost())) {
      errors.add("Redis at " + config.redisHost() + " is unavailable");
    }
    if (errors.isEmpty()) {
      send(response, 200, Json.object().put("status", "ok"));
    } else {
      send(
          response,
          500,
          Json.object().put("status", "not ok").put("error", String.join("; ", errors)));
    }
  }

  private void authorize(HttpRequest request, HttpResponse response) throws IOException {
    Optional<String> token = bearerToken(request);
    Optional<String> workspace = token.flatMap(database::findWorkspace);
    if (workspace.isPresent()) {
      send(response, 200, Json.object().put("ok", true).put("workspaceId", workspace.get()));
      return;
    }
    // The first caller becomes the administrator, whatever token it sends.
    Optional<Beta9Database.Claim> claim = database.claim();
    if (claim.isPresent()) {
      send(
          response,
          200,
          Json.object()
              .put("ok", true)
              .put("workspaceId", claim.get().workspaceId())
              .put("newToken", claim.get().token()));
      onChange.run();
    } else {
      send(response, 200, Json.object().put("ok", false).put("errorMsg", "Invalid token"));
    }
  }

  /** Lists the pools for the administrator. */
  private void listPools(HttpRequest request, HttpResponse response) throws IOException {
    if (bearerToken(request).flatMap(database::findWorkspace).isEmpty()) {
      send(response, 401, Json.object().put("message", "invalid token"));
      return;
    }
    ObjectNode result = Json.object().put("ok", true);
    var pools = result.putArray("pools");
    WorkerJobs.pools(config).propertyNames().forEach(pool -> pools.addObject().put("name", pool));
    send(response, 200, result);
  }

  private void setStorage(String workspace, HttpRequest request, HttpResponse response)
      throws IOException {
    if (!bearerToken(request).flatMap(database::findWorkspace).equals(Optional.of(workspace))) {
      send(response, 401, Json.object().put("message", "Unauthorized"));
      return;
    }
    if (database.hasStorage()) {
      send(response, 400, Json.object().put("message", "Workspace storage already exists"));
      return;
    }
    JsonNode body;
    try {
      body = Json.parse(request.body());
    } catch (ApiException e) {
      send(response, 400, Json.object().put("message", "Invalid request"));
      return;
    }
    for (String field : STORAGE_FIELDS) {
      if (body.path(field).asString("").isBlank()) {
        send(response, 400, Json.object().put("message", field + " is required"));
        return;
      }
    }
    Optional<String> accessError =
        bucketAccess.accessError(
            new BucketAccess.Request(
                account,
                body.path("bucket_name").asString(""),
                body.path("region").asString(""),
                body.path("endpoint_url").asString(""),
                body.path("access_key").asString(""),
                body.path("secret_key").asString("")));
    if (accessError.isPresent()) {
      send(
          response,
          500,
          Json.object().put("message", "Unable to access bucket: " + accessError.get()));
      return;
    }
    database.setStorageBucket(body.path("bucket_name").asString(""));
    send(response, 201, Json.object().put("workspace_id", workspace));
    onChange.run();
  }

  private static Optional<String> bearerToken(HttpRequest request) {
    return request
        .header("authorization")
        .map(header -> header.replaceFirst("^Bearer ", "").strip())
        .filter(token -> !token.isEmpty());
  }

  private static void send(HttpResponse response, int status, ObjectNode body) throws IOException {
    response.send(status, "application/json", Json.bytes(body));
  }
}
