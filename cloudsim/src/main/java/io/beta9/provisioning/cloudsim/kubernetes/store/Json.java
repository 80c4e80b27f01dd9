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

/** Small words for reading and writing the JSON trees that resources are. */
public final class Json {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private Json() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** A tree from text, for what is easier written down than built. */
  public static ObjectNode object(String text) {
    return (ObjectNode) MAPPER.readTree(text);
  }

  /**
   * Any JSON value.
   *
   * @throws ApiException 400 where it is none
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

  /** The node at a path like {@code spec.template.metadata}; a missing node where it ends early. */
  public static JsonNode at(JsonNode node, String path) {
    JsonNode found = node;
    for (String step : path.split("\\.", -1)) {
      found = found.path(step);
    }
    return found;
  }

  /** The text at a path, or an empty one. */
  public static String text(JsonNode node, String path) {
    return at(node, path).asString("");
  }

  public static int intValue(JsonNode node, String path, int otherwise) {
    JsonNode found = at(node, path);
    return found.isNumber() ? found.intValue() : otherwise;
  }

  /** The elements of an array at a path; none where it is missing. */
  public static List<JsonNode> items(JsonNode node, String path) {
    return StreamSupport.stream(at(node, path).spliterator(), false).toList();
  }

  /** The object at a path, made where it is missing. */
  public static ObjectNode ensureObject(ObjectNode node, String path) {
    ObjectNode found = node;
    for (String step : path.split("\\.", -1)) {
      found = found.get(step) instanceof ObjectNode next ? next : found.putObject(step);
    }
    return found;
  }

  /** The strings of an object, such as labels. */
  public static Map<String, String> stringMap(JsonNode node) {
    Map<String, String> strings = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      strings.put(entry.getKey(), entry.getValue().asString(""));
    }
    return strings;
  }

  public static ObjectNode fromStrings(Map<String, String> strings) {
    ObjectNode node = object();
    strings.forEach(node::put);
    return node;
  }

  /** A changed copy; what is stored is never changed in place. */
  public static ObjectNode modifiedCopy(ObjectNode node, Consumer<ObjectNode> change) {
    ObjectNode copy = node.deepCopy();
    change.accept(copy);
    return copy;
  }

  /** The elements of an array that are objects. */
  public static List<ObjectNode> objectItems(JsonNode node, String path) {
    List<ObjectNode> objects = new ArrayList<>();
    for (JsonNode item : items(node, path)) {
      if (item instanceof ObjectNode object) {
        objects.add(object);
      }
    }
    return objects;
  }

  /** A time as Kubernetes writes it, in whole seconds. */
  public static String formatTime(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
