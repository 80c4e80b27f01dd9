package io.beta9.provisioning.api;

import io.beta9.provisioning.environment.StoredJson;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.json.JsonGeneratorBase;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JacksonSerializable;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.TypeSerializer;

/**
 * A stored JSON object as a map. It is written as it is stored, and parsed only if it is read as a
 * map or written in another format.
 */
final class JsonObjectText extends AbstractMap<String, Object> implements JacksonSerializable {
  private final StoredJson stored;

  JsonObjectText(StoredJson stored) {
    this.stored = stored;
  }

  @Override
  public Set<Entry<String, Object>> entrySet() {
    Map<String, Object> parsed =
        JsonMapper.shared().readValue(stored.text(), new TypeReference<>() {});
    return parsed.entrySet();
  }

  @Override
  public void serialize(JsonGenerator generator, SerializationContext context) {
    if (generator instanceof JsonGeneratorBase) {
      generator.writeRawValue(new Utf8Json(stored.text()));
    } else {
      context.writeValue(generator, stored.toTree());
    }
  }

  @Override
  public void serializeWithType(
      JsonGenerator generator, SerializationContext context, TypeSerializer types) {
    serialize(generator, context);
  }
}
