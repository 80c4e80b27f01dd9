package io.beta9.provisioning.cloudsim.kubernetes.gateway;

import io.beta9.provisioning.cloudsim.kubernetes.http.HttpRequest;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpResponse;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tokens of a workspace. Every token of the workspace may list, create and delete them. The list
 * contains the keys, and the administrator's token as well, the newest first.
 */
final class TokenApi {
  private static final String TOKENS = "/api/v1/gateway/tokens";
  private static final Pattern TOKEN = Pattern.compile(TOKENS + "/([^/]+)");
  private static final String WORKSPACE = "workspace";
  private static final List<String> TYPES = List.of(WORKSPACE, "workspace_restricted");

  private final GatewayContext gateway;
  private final Beta9Database database;

  TokenApi(GatewayContext gateway) {
    this.gateway = gateway;
    this.database = gateway.database();
  }

  /** Handles the request if it is one of these routes. */
  boolean handle(HttpRequest request, HttpResponse response) throws IOException {
    Matcher token = TOKEN.matcher(request.path());
    ObjectNode answer;
    if (request.path().equals(TOKENS) && request.method().equals("GET")) {
      answer = list();
    } else if (request.path().equals(TOKENS) && request.method().equals("POST")) {
      answer = create(request.parameter("token_type").orElse(""));
    } else if (token.matches() && request.method().equals("DELETE")) {
      boolean existed = database.deleteToken(token.group(1));
      answer = existed ? ok() : failed("Unable to delete token.");
    } else {
      return false;
    }
    gateway.onChange().run();
    response.send(200, "application/json", Json.bytes(answer));
    return true;
  }

  private ObjectNode list() {
    ObjectNode answer = ok();
    ArrayNode tokens = answer.putArray("tokens");
    for (Beta9Database.Token token : database.tokens().reversed()) {
      tokens.add(describe(token));
    }
    database
        .administratorToken()
        .ifPresent(
            key ->
                tokens
                    .addObject()
                    .put("tokenId", "administrator")
                    .put("key", key)
                    .put("active", true)
                    .put("reusable", true)
                    .put("tokenType", "admin"));
    return answer;
  }

  private ObjectNode create(String type) {
    String requested = type.isEmpty() ? WORKSPACE : type;
    if (!TYPES.contains(requested)) {
      return failed("Invalid token type. Allowed types: " + String.join(", ", TYPES));
    }
    ObjectNode answer = ok();
    answer.set("token", describe(database.createToken(requested, gateway.clock().instant())));
    return answer;
  }

  private static ObjectNode describe(Beta9Database.Token token) {
    return Json.object()
        .put("tokenId", token.id())
        .put("key", token.key())
        .put("active", true)
        .put("reusable", true)
        .put("tokenType", token.type())
        .put("createdAt", token.created().toString());
  }

  private static ObjectNode ok() {
    return Json.object().put("ok", true).put("errMsg", "");
  }

  private static ObjectNode failed(String message) {
    return Json.object().put("ok", false).put("errMsg", message);
  }
}
