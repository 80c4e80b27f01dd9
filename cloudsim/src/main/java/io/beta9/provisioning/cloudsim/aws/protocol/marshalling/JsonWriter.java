package io.beta9.provisioning.cloudsim.aws.protocol.marshalling;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Writes model classes as JSON. */
public final class JsonWriter {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private JsonWriter() {}

  public static byte[] write(SdkPojo pojo) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = MAPPER.createGenerator(out)) {
      structure(json, pojo);
    }
    return out.toByteArray();
  }

  private static void structure(JsonGenerator json, SdkPojo pojo) {
    json.writeStartObject();
    for (SdkField<?> field : pojo.sdkFields()) {
      Object value = SdkShapes.isPayload(field) ? SdkShapes.value(field, pojo) : null;
      if (value != null) {
        json.writeName(field.locationName());
        value(json, field, value);
      }
    }
    json.writeEndObject();
  }

  private static void value(JsonGenerator json, SdkField<?> field, Object value) {
    switch (value) {
      case SdkPojo nested -> structure(json, nested);
      case Collection<?> list -> {
        json.writeStartArray();
        list.forEach(item -> value(json, SdkShapes.list(field).memberFieldInfo(), item));
        json.writeEndArray();
      }
      case Map<?, ?> map -> {
        json.writeStartObject();
        map.forEach(
            (key, item) -> {
              json.writeName(key.toString());
              value(json, SdkShapes.map(field).valueFieldInfo(), item);
            });
        json.writeEndObject();
      }
      case Boolean flag -> json.writeBoolean(flag);
      case BigDecimal number -> json.writeNumber(number);
      case Number number -> number(json, number);
      case Instant instant -> instant(json, field, instant);
      default ->
          json.writeString(
              ScalarValues.format(field, value, TimestampFormatTrait.Format.UNIX_TIMESTAMP));
    }
  }

  private static void number(JsonGenerator json, Number number) {
    if (number instanceof Double || number instanceof Float) {
      json.writeNumber(number.doubleValue());
    } else {
      json.writeNumber(number.longValue());
    }
  }

  private static void instant(JsonGenerator json, SdkField<?> field, Instant instant) {
    switch (ScalarValues.timestampFormat(field, TimestampFormatTrait.Format.UNIX_TIMESTAMP)) {
      case UNIX_TIMESTAMP -> json.writeNumber(ScalarValues.seconds(instant));
      case UNIX_TIMESTAMP_MILLIS -> json.writeNumber(instant.toEpochMilli());
      case ISO_8601, RFC_822 ->
          json.writeString(
              ScalarValues.format(field, instant, TimestampFormatTrait.Format.UNIX_TIMESTAMP));
    }
  }
}
