package io.beta9.provisioning.cloudsim.kubernetes.resource;

import io.beta9.provisioning.cloudsim.kubernetes.store.ApiException;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kind;
import java.util.Map;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Applies the patch formats that the API server supports. The original object is not modified. */
final class Patches {
  private Patches() {}

  /**
   * Applies a patch.
   *
   * @throws ApiException with status 415 if the content type is not supported, 422 if the patch
   *     does not apply
   */
  static ObjectNode apply(String contentType, Kind kind, ObjectNode object, byte[] body) {
    JsonNode patch = Json.parse(body);
    return switch (contentType) {
      case "application/json-patch+json" -> applyJsonPatch(object, patch);
      case "application/merge-patch+json" -> asObject(applyMergePatch(object, patch));
      // Server-side apply is approximated by a merge; field ownership is not tracked.
      case "application/strategic-merge-patch+json", "application/apply-patch+yaml" ->
          StrategicMerge.merge(kind, object, asObject(patch));
      default ->
          throw new ApiException(
              415,
              "UnsupportedMediaType",
              "the body of the request was in an unknown format - accepted media types include:"
                  + " application/json-patch+json, application/merge-patch+json,"
                  + " application/strategic-merge-patch+json, application/apply-patch+yaml");
    };
  }

  /** RFC 7386. */
  private static JsonNode applyMergePatch(JsonNode target, JsonNode patch) {
    if (!patch.isObject()) {
      return patch.deepCopy();
    }
    ObjectNode result = target instanceof ObjectNode object ? object.deepCopy() : Json.object();
    for (Map.Entry<String, JsonNode> entry : patch.properties()) {
      if (entry.getValue().isNull()) {
        result.remove(entry.getKey());
      } else {
        result.set(entry.getKey(), applyMergePatch(result.path(entry.getKey()), entry.getValue()));
      }
    }
    return result;
  }

  /** RFC 6902. */
  private static ObjectNode applyJsonPatch(ObjectNode object, JsonNode patch) {
    ObjectNode result = object.deepCopy();
    for (JsonNode operation : patch) {
      String path = operation.path("path").asString("");
      switch (operation.path("op").asString("")) {
        case "add" -> add(result, path, operation.path("value"), false);
        case "replace" -> {
          requireExisting(result, path);
          add(result, path, operation.path("value"), true);
        }
        case "remove" -> remove(result, path);
        case "copy" ->
            add(result, path, requireExisting(result, operation.path("from").asString("")), false);
        case "move" -> {
          String from = operation.path("from").asString("");
          JsonNode moved = requireExisting(result, from);
          remove(result, from);
          add(result, path, moved, false);
        }
        case "test" -> {
          if (!requireExisting(result, path).equals(operation.path("value"))) {
            throw unprocessable("testing path " + path + " failed");
          }
        }
        default -> throw unprocessable("unknown operation in JSON patch");
      }
    }
    return result;
  }

  private static void add(ObjectNode root, String path, JsonNode value, boolean replace) {
    JsonPointer pointer = JsonPointer.compile(path);
    JsonNode parent = root.at(pointer.head());
    String last = pointer.last().getMatchingProperty();
    if (parent instanceof ObjectNode object) {
      object.set(last, value.deepCopy());
    } else if (parent instanceof ArrayNode array) {
      int index = last.equals("-") ? array.size() : pointer.last().getMatchingIndex();
      if (index < 0 || index > array.size()) {
        throw unprocessable("add operation does not apply: doc is missing path: " + path);
      }
      if (replace) {
        array.set(index, value.deepCopy());
      } else {
        array.insert(index, value.deepCopy());
      }
    } else {
      throw unprocessable("add operation does not apply: doc is missing path: " + path);
    }
  }

  private static void remove(ObjectNode root, String path) {
    requireExisting(root, path);
    JsonPointer pointer = JsonPointer.compile(path);
    JsonNode parent = root.at(pointer.head());
    if (parent instanceof ArrayNode array) {
      array.remove(pointer.last().getMatchingIndex());
    } else if (parent instanceof ObjectNode object) {
      object.remove(pointer.last().getMatchingProperty());
    }
  }

  private static JsonNode requireExisting(ObjectNode root, String path) {
    JsonNode found = root.at(JsonPointer.compile(path));
    if (found.isMissingNode() || path.isEmpty()) {
      throw unprocessable("the document is missing path: " + path);
    }
    return found.deepCopy();
  }

  private static ObjectNode asObject(JsonNode node) {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw ApiException.badRequest("the patch is not a JSON object");
  }

  private static ApiException unprocessable(String message) {
    return new ApiException(422, "Invalid", "the server rejected our request: " + message);
  }
}
