package io.beta9.provisioning.cloudsim.kubernetes.gateway;

import io.beta9.provisioning.cloudsim.kubernetes.http.HttpRequest;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpResponse;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Secrets and volumes of a workspace. */
final class WorkspaceApi {
  private static final Pattern SECRETS = Pattern.compile("/secret/([^/]+)(?:/([^/]+))?");
  private static final Pattern VOLUME = Pattern.compile("/volume/([^/]+)/(ls|rm)/([^/]+)");
  private static final Pattern VARIABLE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final GatewayContext gateway;
  private final String workspace;

  WorkspaceApi(GatewayContext gateway, String workspace) {
    this.gateway = gateway;
    this.workspace = workspace;
  }

  /** Handles the request if it is one of these routes. */
  boolean handle(HttpRequest request, HttpResponse response) throws IOException {
    Matcher secret = SECRETS.matcher(request.path());
    Matcher volume = VOLUME.matcher(request.path());
    if (secret.matches()) {
      handleSecret(request, secret, response);
    } else if (request.method().equals("POST")
        && request.path().equals("/api/v1/gateway/volumes")) {
      createVolume(Json.parse(request.body()), response);
    } else if (volume.matches()) {
      handleVolume(request, volume, response);
    } else {
      return false;
    }
    return true;
  }

  private void handleSecret(HttpRequest request, Matcher path, HttpResponse response)
      throws IOException {
    if (!path.group(1).equals(workspace)) {
      send(response, 401, "Unauthorized");
      return;
    }
    WorkspaceContents contents = gateway.contents();
    synchronized (contents) {
      if (request.method().equals("DELETE") && path.group(2) != null) {
        boolean existed = contents.secrets.remove(path.group(2)) != null;
        send(response, existed ? 200 : 404, existed ? "" : "secret not found");
      } else if (request.method().equals("POST") && path.group(2) == null) {
        JsonNode body = Json.parse(request.body());
        String name = body.path("name").asString("");
        if (!VARIABLE_NAME.matcher(name).matches() || !body.path("value").isString()) {
          send(response, 400, "invalid secret name");
        } else if (contents.secrets.putIfAbsent(name, body.path("value").asString()) != null) {
          send(response, 409, "secret already exists");
        } else {
          response.send(200, "application/json", Json.bytes(Json.object().put("name", name)));
        }
      } else {
        send(response, 405, "Method Not Allowed");
      }
    }
  }

  private void createVolume(JsonNode body, HttpResponse response) throws IOException {
    String name = body.path("name").asString("");
    ObjectNode result = Json.object();
    if (name.isBlank()) {
      result.put("ok", false).put("errMsg", "volume name is required");
    } else {
      WorkspaceContents contents = gateway.contents();
      synchronized (contents) {
        WorkspaceContents.Volume volume =
            contents.volumes.computeIfAbsent(
                name, unused -> new WorkspaceContents.Volume(UUID.randomUUID().toString()));
        result.put("ok", true).put("errMsg", "");
        result.putObject("volume").put("id", volume.id).put("name", name);
      }
    }
    response.send(200, "application/json", Json.bytes(result));
  }

  private void handleVolume(HttpRequest request, Matcher path, HttpResponse response)
      throws IOException {
    if (!path.group(1).equals(workspace)) {
      send(response, 401, "Unauthorized");
      return;
    }
    if (gateway.storageError().isPresent()) {
      send(response, 500, "Failed to access workspace storage");
      return;
    }
    WorkspaceContents contents = gateway.contents();
    synchronized (contents) {
      WorkspaceContents.Volume volume = contents.volumes.get(path.group(3));
      if (volume == null) {
        send(response, 404, "volume not found");
      } else if (request.method().equals("DELETE") && path.group(2).equals("rm")) {
        volume.files.clear();
        send(response, 200, "");
      } else if (request.method().equals("GET") && path.group(2).equals("ls")) {
        var files = Json.array();
        volume.files.forEach(
            (file, content) ->
                files
                    .addObject()
                    .put("path", file)
                    .put("size", content.length())
                    .put("is_dir", false));
        response.send(200, "application/json", Json.bytes(files));
      } else {
        send(response, 405, "Method Not Allowed");
      }
    }
  }

  private static void send(HttpResponse response, int status, String message) throws IOException {
    response.send(status, "application/json", Json.bytes(Json.object().put("message", message)));
  }
}
