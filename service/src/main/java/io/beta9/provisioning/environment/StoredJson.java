package io.beta9.provisioning.environment;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object as the database returns it. It is parsed only on demand: reads through the API
 * write the text to the response.
 */
public record StoredJson(String text) {

  /** Returns the text of a tree. */
  public static StoredJson of(ObjectNode tree) {
    return new StoredJson(JsonMapper.shared().writeValueAsString(tree));
  }

  /** Parses the text. */
  public ObjectNode toTree() {
    return (ObjectNode) JsonMapper.shared().readTree(text);
  }

  /** Returns the text. */
  @Override
  public String toString() {
    return text;
  }
}
