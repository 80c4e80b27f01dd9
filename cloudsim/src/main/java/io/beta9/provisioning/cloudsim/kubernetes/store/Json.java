package io.beta9.provisioning.cloudsim.kubernetes.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads and modifies the JSON trees that represent Kubernetes objects. */
public final class Json {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private Json() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** Parses a JSON object from trusted text, such as a literal in the source code. */
  public static ObjectNode object(String text) {
    return (ObjectNode) MAPPER.readTree(text);
  }

  /**
   * Parses a JSON value from a request body.
   *
   * @throws ApiException with status 400 if the bytes are not JSON
   */
  public static JsonNode parse(byte[] bytes) {
    try {
      return MAPPER.readTree(bytes);
    } catch (JacksonException e) {
      throw ApiException.badRequest(
          "the body of the request is not JSON: " + e.getOriginalMessage());
    }
  }

  public static byte[] bytes(JsonNode node) {
    return MAPPER.writeValueAsBytes(node);
  }

  /**
   * Returns the node at a path such as {@code spec.template.metadata}, or a missing node if the
   * path does not exist.
   */
  public static JsonNode at(JsonNode node, String path) {
    JsonNode result = node;
    for (String step : path.split("\\.", -1)) {
      result = result.path(step);
    }
    return result;
  }

  /** Returns the string at a path, or an empty string if there is none. */
  public static String text(JsonNode node, String path) {
    return at(node, path).asString("");
  }

  /** Returns the number at a path, or the default value if there is none. */
  public static int intValue(JsonNode node, String path, int defaultValue) {
    JsonNode result = at(node, path);
    return result.isNumber() ? result.intValue() : defaultValue;
  }

  /** Returns the elements of the array at a path, or an empty list if there is none. */
  public static List<JsonNode> items(JsonNode node, String path) {
    return StreamSupport.stream(at(node, path).spliterator(), false).toList();
  }

  /** Returns the object at a path, and creates it and its parents if they do not exist. */
  public static ObjectNode ensureObject(ObjectNode node, String path) {
    ObjectNode result = node;
    for (String step : path.split("\\.", -1)) {
      result = result.get(step) instanceof ObjectNode next ? next : result.putObject(step);
    }
    return result;
  }

  /** Returns the properties of an object of strings, such as labels, as a map. */
  public static Map<String, String> stringMap(JsonNode node) {
    Map<String, String> strings = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      strings.put(entry.getKey(), entry.getValue().asString(""));
    }
    return strings;
  }

  /** Returns an object with the entries of a map as its properties. */
  public static ObjectNode fromStrings(Map<String, String> strings) {
    ObjectNode node = object();
    strings.forEach(node::put);
    return node;
  }

  /** Returns a copy of the object to which the change was applied. Stored objects are immutable. */
  public static ObjectNode modifiedCopy(ObjectNode node, Consumer<ObjectNode> change) {
    ObjectNode copy = node.deepCopy();
    change.accept(copy);
    return copy;
  }

  /** Returns those elements of the array at a path that are objects. */
  public static List<ObjectNode> objectItems(JsonNode node, String path) {
    List<ObjectNode> objects = new ArrayList<>();
    for (JsonNode item : items(node, path)) {
      if (item instanceof ObjectNode object) {
        objects.add(object);
      }
    }
    return objects;
  }

  /** Formats a time as Kubernetes does, with a precision of seconds. */
  public static String formatTime(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
