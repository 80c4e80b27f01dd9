package io.beta9.provisioning.tfstate.s3;

import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Redacts the secrets in a state: the attributes that Terraform has marked as sensitive, and those
 * with names of secrets, because providers do not mark all of them.
 */
public final class StateRedactor {
  public static final String HIDDEN = "(sensitive)";

  private static final Pattern NAME =
      Pattern.compile(
          "(.*_)?(password|passphrase|passwd|token|secret|secret_string|secret_binary|secret_key"
              + "|secret_access_key|private_key|private_key_pem|credentials|user_data"
              + "|user_data_base64|connection_string)(_wo)?");

  private StateRedactor() {}

  /** Returns a copy of the attributes of an instance without its secrets. */
  public static JsonNode attributes(JsonNode instance) {
    JsonNode attributes = instance.path("attributes").deepCopy();
    for (JsonNode path : instance.path("sensitive_attributes")) {
      hide(attributes, path);
    }
    hideNamed(attributes);
    return attributes;
  }

  /**
   * Follows a path of {@code get_attr} and {@code index} steps and redacts the value at its end.
   */
  private static void hide(JsonNode root, JsonNode path) {
    JsonNode node = root;
    for (int i = 0; i < path.size(); i++) {
      boolean last = i == path.size() - 1;
      JsonNode step = path.get(i).path("value");
      JsonNode key = step.isObject() ? step.path("value") : step;
      switch (node) {
        case ObjectNode object when key.isString() -> {
          String name = key.asString();
          if (last && object.hasNonNull(name)) {
            object.put(name, HIDDEN);
          }
          node = object.path(name);
        }
        case ArrayNode array when key.isNumber() -> {
          int index = key.asInt();
          if (last && index < array.size()) {
            array.set(index, HIDDEN);
          }
          node = array.path(index);
        }
        default -> {
          return;
        }
      }
    }
  }

  private static void hideNamed(JsonNode node) {
    switch (node) {
      case ObjectNode object -> {
        for (String name : List.copyOf(object.propertyNames())) {
          JsonNode value = object.path(name);
          if (value.isContainer()) {
            hideNamed(value);
          } else if (!value.isNull() && !value.isBoolean() && NAME.matcher(name).matches()) {
            object.put(name, HIDDEN);
          }
        }
      }
      case ArrayNode array -> array.forEach(StateRedactor::hideNamed);
      default -> {}
    }
  }
}
