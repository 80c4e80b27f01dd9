package io.beta9.provisioning.console.create;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** Documents as YAML, for people. */
final class YamlText {
  private static final YAMLMapper YAML =
      YAMLMapper.builder().disable(YAMLWriteFeature.WRITE_DOC_START_MARKER).build();

  private YamlText() {}

  /** Returns the document without the fields that have no value. */
  static String of(ObjectNode document) {
    return YAML.writeValueAsString(withoutNulls(document));
  }

  private static ObjectNode withoutNulls(ObjectNode document) {
    ObjectNode copy = JsonMapper.shared().createObjectNode();
    for (Map.Entry<String, JsonNode> field : document.properties()) {
      if (field.getValue() instanceof ObjectNode nested) {
        copy.set(field.getKey(), withoutNulls(nested));
      } else if (!field.getValue().isNull()) {
        copy.set(field.getKey(), field.getValue());
      }
    }
    return copy;
  }
}
