package io.beta9.provisioning.cloudsim.aws.protocol.marshalling;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Fills model classes from JSON requests. */
public final class JsonReader {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private JsonReader() {}

  public static void fill(SdkPojo builder, byte[] document) {
    if (document.length == 0) {
      return;
    }
    JsonNode node;
    try {
      node = MAPPER.readTree(document);
    } catch (JacksonException e) {
      throw ScalarValues.malformed("The request is not valid JSON");
    }
    if (!node.isObject()) {
      throw ScalarValues.malformed("The request is not a JSON object");
    }
    fill(builder, node);
  }

  static void fill(SdkPojo builder, JsonNode object) {
    for (SdkField<?> field : builder.sdkFields()) {
      JsonNode value = object.get(field.locationName());
      if (SdkShapes.isPayload(field) && value != null && !value.isNull()) {
        field.set(builder, read(field, value));
      }
    }
  }

  private static Object read(SdkField<?> field, JsonNode node) {
    if (SdkShapes.isStructure(field)) {
      SdkPojo nested = SdkShapes.structure(field);
      fill(nested, node);
      return SdkShapes.build(nested);
    }
    if (SdkShapes.isList(field)) {
      List<Object> values = new ArrayList<>();
      for (JsonNode member : node) {
        values.add(read(SdkShapes.list(field).memberFieldInfo(), member));
      }
      return values;
    }
    if (SdkShapes.isMap(field)) {
      Map<String, Object> values = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        values.put(entry.getKey(), read(SdkShapes.map(field).valueFieldInfo(), entry.getValue()));
      }
      return values;
    }
    if (node.isContainer()) {
      throw ScalarValues.malformed(
          "Value at '" + field.locationName() + "' must be a single value");
    }
    return ScalarValues.parse(field, node.asString());
  }
}
