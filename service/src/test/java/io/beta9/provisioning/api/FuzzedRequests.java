package io.beta9.provisioning.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Requests to the operations of the API's description, valid and invalid ones, the same for the
 * same seed.
 */
final class FuzzedRequests {
  /** A request as it is sent: the target may be no valid URI. */
  record FuzzedRequest(
      String method, String target, List<String> headers, byte[] body, String route) {}

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String[] TEXTS = {
    "",
    " ",
    "a",
    "null",
    "true",
    "-1",
    "0",
    "1",
    "201",
    "9223372036854775808",
    "1e400",
    "7d",
    "x",
    "../../etc/passwd",
    "%",
    "%00",
    "\u0000",
    "\ud800",
    "😀",
    "ü",
    "' or 1=1 --",
    "<script>",
    "${x}",
    "{{7*7}}",
    "\r\nX: y",
    "[]",
    "{}",
    "env_0123456789ab",
    "a".repeat(300),
    "a".repeat(5000)
  };
  private static final String[] METHODS = {
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get", "X"
  };
  private static final String[] CONTENT_TYPES = {
    "application/json",
    "application/json",
    "application/json",
    "application/yaml",
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "nonsense",
    "",
    "application/json; charset=utf-16",
    "*/*"
  };
  private static final String[] ACCEPTS = {
    "*/*",
    "application/json",
    "application/yaml",
    "text/html",
    "nonsense",
    "application/xml;q=2",
    "application/json, text/plain;q=0.1"
  };

  private final Random random;
  private final JsonNode document;
  private final List<Map.Entry<String, JsonNode>> operations = new ArrayList<>();
  private final List<String> ids;

  /**
   * @param ids ids of existing resources, some of them of another tenant
   */
  FuzzedRequests(long seed, JsonNode document, List<String> ids) {
    this.random = new Random(seed);
    this.document = document;
    this.ids = ids;
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation ->
                            operations.add(
                                Map.entry(
                                    operation.getKey().toUpperCase(java.util.Locale.ROOT)
                                        + " "
                                        + path.getKey(),
                                    operation.getValue()))));
  }

  int operations() {
    return operations.size();
  }

  /** Returns a request to the operation with this number, counted beyond the last one. */
  FuzzedRequest next(int number) {
    Map.Entry<String, JsonNode> operation = operations.get(number % operations.size());
    String[] parts = operation.getKey().split(" ", 2);
    String route = parts[1];
    String method = chance(12) ? pick(METHODS) : parts[0];
    StringBuilder target = new StringBuilder(path(route));
    List<String> query = new ArrayList<>();
    List<String> headers = new ArrayList<>();
    for (JsonNode declared : operation.getValue().path("parameters")) {
      JsonNode parameter =
          declared.has("$ref")
              ? document.at(declared.get("$ref").asString().substring(1))
              : declared;
      switch (parameter.get("in").asString()) {
        case "query" -> {
          if (parameter.path("required").asBoolean() ? !chance(8) : chance(3)) {
            query.add(encoded(parameter.get("name").asString()) + "=" + encoded(value(parameter)));
          }
        }
        case "header" -> {
          if (chance(6)) {
            headers.add(parameter.get("name").asString() + ": " + header());
          }
        }
        default -> {}
      }
    }
    if (chance(10)) {
      query.add(encoded(pick(TEXTS)) + (chance(2) ? "=" + encoded(pick(TEXTS)) : ""));
    }
    if (chance(40)) {
      query.add(
          pick(new String[] {"%zz", "=", "%00", "%ff=1", "a=%", "&&", "dry_run=7d", "limit=abc"}));
    }
    if (!query.isEmpty()) {
      target.append('?').append(String.join("&", query));
    }
    if (chance(6)) {
      headers.add("Accept: " + pick(ACCEPTS));
    }
    if (chance(8)) {
      headers.add("Accept-Encoding: gzip");
    }
    byte[] body = body(operation.getValue(), headers);
    return new FuzzedRequest(method, target.toString(), headers, body, route);
  }

  private String path(String route) {
    StringBuilder path = new StringBuilder();
    for (String part : route.substring(1).split("/", -1)) {
      path.append('/');
      if (part.startsWith("{")) {
        path.append(chance(4) ? encoded(pick(TEXTS)) : ids.get(random.nextInt(ids.size())));
      } else {
        path.append(chance(200) ? encoded(part + pick(TEXTS)) : part);
      }
    }
    return path.toString();
  }

  private String value(JsonNode parameter) {
    JsonNode schema = parameter.path("schema");
    if (chance(3)) {
      return pick(TEXTS);
    }
    if (schema.has("enum")) {
      return schema.get("enum").get(random.nextInt(schema.get("enum").size())).asString();
    }
    return switch (schema.path("type").asString("")) {
      case "integer" -> Integer.toString(random.nextInt(300) - 10);
      case "boolean" -> Boolean.toString(!chance(3));
      default -> parameter.path("example").asString("a");
    };
  }

  private String header() {
    StringBuilder safe = new StringBuilder();
    pick(TEXTS).chars().filter(c -> c != '\r' && c != '\n').forEach(c -> safe.append((char) c));
    return safe.toString();
  }

  private byte[] body(JsonNode operation, List<String> headers) {
    JsonNode content = operation.path("requestBody").path("content");
    if (content.isMissingNode()) {
      return new byte[0];
    }
    headers.add("Content-Type: " + (chance(8) ? pick(CONTENT_TYPES) : "application/json"));
    if (chance(10)) {
      return pick(new String[] {
            "", "{", "[]", "null", "\"a\"", "1", "{}", "{\"a\": 1}", "\u0000", "---\n- a", "&a [*a]"
          })
          .getBytes(StandardCharsets.UTF_8);
    }
    JsonNode value = generated(content.path("application/json").path("schema"), 0);
    byte[] bytes = JSON.writeValueAsBytes(value);
    if (chance(20)) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private JsonNode generated(JsonNode declared, int depth) {
    JsonNode schema =
        declared.has("$ref") ? document.at(declared.get("$ref").asString().substring(1)) : declared;
    if (depth > 6 || chance(12)) {
      return anything();
    }
    if (schema.has("enum")) {
      return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
    }
    if (schema.has("anyOf") || schema.has("oneOf")) {
      JsonNode choices = schema.has("anyOf") ? schema.get("anyOf") : schema.get("oneOf");
      return generated(choices.get(random.nextInt(choices.size())), depth + 1);
    }
    JsonNode type = schema.path("type");
    String name = type.isArray() ? type.get(0).asString() : type.asString("object");
    return switch (name) {
      case "string" ->
          JSON.valueToTree(chance(2) ? example(schema) : pick(TEXTS).replace("\ud800", ""));
      case "integer", "number" -> JSON.valueToTree(random.nextInt(400) - 20);
      case "boolean" -> JSON.valueToTree(random.nextBoolean());
      case "array" -> {
        ArrayNode list = JSON.createArrayNode();
        for (int i = random.nextInt(3); i > 0; i--) {
          list.add(generated(schema.path("items"), depth + 1));
        }
        yield list;
      }
      default -> {
        ObjectNode object = JSON.createObjectNode();
        schema
            .path("properties")
            .properties()
            .forEach(
                field -> {
                  if (!chance(3)) {
                    object.set(field.getKey(), generated(field.getValue(), depth + 1));
                  }
                });
        if (chance(15)) {
          object.set(pick(TEXTS).replace("\ud800", ""), anything());
        }
        yield object;
      }
    };
  }

  private static String example(JsonNode schema) {
    return schema.path("pattern").asString("").contains("{12}") ? "123456789012" : "demo";
  }

  private JsonNode anything() {
    return switch (random.nextInt(6)) {
      case 0 -> JSON.nullNode();
      case 1 -> JSON.valueToTree(random.nextLong());
      case 2 -> JSON.valueToTree(random.nextDouble());
      case 3 -> JSON.createArrayNode().add(1);
      case 4 -> JSON.createObjectNode().put("a", "b");
      default -> JSON.valueToTree(pick(TEXTS).replace("\ud800", ""));
    };
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private String pick(String[] values) {
    return values[random.nextInt(values.length)];
  }

  private boolean chance(int oneOf) {
    return random.nextInt(oneOf) == 0;
  }
}
