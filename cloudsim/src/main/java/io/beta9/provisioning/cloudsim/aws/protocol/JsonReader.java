package io.beta9.provisioning.cloudsim.aws.protocol;

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
final class JsonReader {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private JsonReader() {}

  static void fill(SdkPojo builder, byte[] document) {
    if (document.length == 0) {
      return;
    }
    JsonNode node;
    try {
      node = MAPPER.readTree(document);
    } catch (JacksonException e) {
      throw Scalars.malformed("The request's JSON cannot be read");
    }
    if (!node.isObject()) {
      throw Scalars.malformed("The request's JSON is not an object");
    }
    fill(builder, node);
  }

  static void fill(SdkPojo builder, JsonNode object) {
    for (SdkField<?> field : builder.sdkFields()) {
      JsonNode value = object.get(field.locationName());
      if (Shapes.isPayload(field) && value != null && !value.isNull()) {
        field.set(builder, read(field, value));
      }
    }
  }

  private static Object read(SdkField<?> field, JsonNode node) {
    if (Shapes.isStructure(field)) {
      SdkPojo nested = Shapes.structure(field);
      fill(nested, node);
      return Shapes.build(nested);
    }
    if (Shapes.isList(field)) {
      List<Object> values = new ArrayList<>();
      for (JsonNode member : node) {
        values.add(read(Shapes.list(field).memberFieldInfo(), member));
      }
      return values;
    }
    if (Shapes.isMap(field)) {
      Map<String, Object> values = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        values.put(entry.getKey(), read(Shapes.map(field).valueFieldInfo(), entry.getValue()));
      }
      return values;
    }
    if (node.isContainer()) {
      throw Scalars.malformed("Value at '" + field.locationName() + "' must be a single value");
    }
    return Scalars.parse(field, node.asString());
  }
}
