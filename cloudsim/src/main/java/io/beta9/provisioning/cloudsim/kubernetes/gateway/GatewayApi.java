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

  private final GatewayContext gateway;
  private final GatewayConfig config;
  private final Beta9Database database;
  private final DataServices dataServices;

  GatewayApi(GatewayContext gateway) {
    this.gateway = gateway;
    this.config = gateway.config();
    this.database = gateway.database();
    this.dataServices = gateway.dataServices();
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
      handleOfWorkspace(request, response);
    }
  }

  private void handleOfWorkspace(HttpRequest request, HttpResponse response) throws IOException {
    Optional<String> workspace = bearerToken(request).flatMap(database::findWorkspace);
    if (workspace.isEmpty()) {
      send(response, 401, Json.object().put("message", "invalid token"));
    } else if (!new TokenApi(gateway).handle(request, response)
        && !new WorkspaceApi(gateway, workspace.get()).handle(request, response)
        && !new ImageApi(gateway).handle(request, response)
        && !new SandboxApi(gateway).handle(request, response)) {
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
      gateway.onChange().run();
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
    if (bearerToken(request).filter(database::isAdministrator).isEmpty()) {
      send(response, 200, Json.object().put("ok", false).put("errMsg", "Unauthorized Access"));
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
        gateway
            .bucketAccess()
            .accessError(
                new BucketAccess.Request(
                    gateway.account(),
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
    database.setStorage(
        new Beta9Database.Storage(
            body.path("bucket_name").asString(""),
            body.path("region").asString(""),
            body.path("endpoint_url").asString(""),
            body.path("access_key").asString(""),
            body.path("secret_key").asString(""),
            config.text("database.postgres.encryptionKey")));
    send(response, 201, Json.object().put("workspace_id", workspace));
    gateway.onChange().run();
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
