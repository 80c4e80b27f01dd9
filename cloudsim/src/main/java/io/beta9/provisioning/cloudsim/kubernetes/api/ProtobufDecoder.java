package io.beta9.provisioning.cloudsim.kubernetes.api;

import io.beta9.provisioning.cloudsim.kubernetes.store.ApiException;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decodes the protobuf messages that Go clients send. Helm sends its release Secrets and delete
 * options in this format. Kinds that the supported clients send as JSON are rejected with status
 * 415.
 */
final class ProtobufDecoder {
  static final String CONTENT_TYPE = "application/vnd.kubernetes.protobuf";

  private enum Type {
    STRING,
    BYTES_MAP,
    STRING_MAP,
    INTEGER,
    BOOLEAN,
    TIME,
    STRINGS,
    META,
    OWNERS,
    PRECONDITIONS,
    IGNORED
  }

  private record Field(String name, Type type) {}

  private static final Map<Integer, Field> META =
      Map.ofEntries(
          Map.entry(1, new Field("name", Type.STRING)),
          Map.entry(2, new Field("generateName", Type.STRING)),
          Map.entry(3, new Field("namespace", Type.STRING)),
          Map.entry(5, new Field("uid", Type.STRING)),
          Map.entry(6, new Field("resourceVersion", Type.STRING)),
          Map.entry(7, new Field("generation", Type.INTEGER)),
          Map.entry(8, new Field("creationTimestamp", Type.TIME)),
          Map.entry(9, new Field("deletionTimestamp", Type.TIME)),
          Map.entry(11, new Field("labels", Type.STRING_MAP)),
          Map.entry(12, new Field("annotations", Type.STRING_MAP)),
          Map.entry(13, new Field("ownerReferences", Type.OWNERS)),
          Map.entry(14, new Field("finalizers", Type.STRINGS)),
          Map.entry(17, new Field("managedFields", Type.IGNORED)));
  private static final Map<Integer, Field> OWNER =
      Map.of(
          1, new Field("kind", Type.STRING),
          3, new Field("name", Type.STRING),
          4, new Field("uid", Type.STRING),
          5, new Field("apiVersion", Type.STRING),
          6, new Field("controller", Type.BOOLEAN),
          7, new Field("blockOwnerDeletion", Type.BOOLEAN));
  private static final Map<Integer, Field> PRECONDITIONS =
      Map.of(1, new Field("uid", Type.STRING), 2, new Field("resourceVersion", Type.STRING));
  private static final Map<String, Map<Integer, Field>> KINDS =
      Map.of(
          "Secret",
          Map.of(
              1, new Field("metadata", Type.META),
              2, new Field("data", Type.BYTES_MAP),
              3, new Field("type", Type.STRING),
              4, new Field("stringData", Type.STRING_MAP),
              5, new Field("immutable", Type.BOOLEAN)),
          "ConfigMap",
          Map.of(
              1, new Field("metadata", Type.META),
              2, new Field("data", Type.STRING_MAP),
              3, new Field("binaryData", Type.BYTES_MAP),
              4, new Field("immutable", Type.BOOLEAN)),
          "Namespace",
          Map.of(
              1, new Field("metadata", Type.META),
              2, new Field("spec", Type.IGNORED),
              3, new Field("status", Type.IGNORED)),
          "SelfSubjectAccessReview",
          Map.of(
              1, new Field("metadata", Type.META),
              2, new Field("spec", Type.IGNORED),
              3, new Field("status", Type.IGNORED)),
          "DeleteOptions",
          Map.of(
              1, new Field("gracePeriodSeconds", Type.INTEGER),
              2, new Field("preconditions", Type.PRECONDITIONS),
              3, new Field("orphanDependents", Type.BOOLEAN),
              4, new Field("propagationPolicy", Type.STRING),
              5, new Field("dryRun", Type.STRINGS)));

  private final byte[] bytes;
  private final int end;
  private int position;

  private ProtobufDecoder(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  /**
   * Decodes an object in its envelope to the equivalent JSON.
   *
   * @throws ApiException with status 400 if the body is malformed, 415 if the kind is not supported
   */
  static ObjectNode toJson(byte[] body) {
    if (body.length < 4 || !new String(body, 0, 4, StandardCharsets.US_ASCII).equals("k8s\0")) {
      throw ApiException.badRequest("the body is not a protobuf envelope");
    }
    try {
      return readEnvelope(new ProtobufDecoder(body, 4, body.length));
    } catch (IndexOutOfBoundsException e) {
      throw ApiException.badRequest("the protobuf body is truncated");
    }
  }

  private static ObjectNode readEnvelope(ProtobufDecoder envelope) {
    String apiVersion = "";
    String kind = "";
    ProtobufDecoder raw = new ProtobufDecoder(new byte[0], 0, 0);
    while (envelope.hasMore()) {
      int tag = envelope.readVarint();
      switch (tag >> 3) {
        case 1 -> {
          ProtobufDecoder type = envelope.readMessage();
          while (type.hasMore()) {
            int field = type.readVarint() >> 3;
            String text = type.readString();
            if (field == 1) {
              apiVersion = text;
            } else {
              kind = text;
            }
          }
        }
        case 2 -> raw = envelope.readMessage();
        default -> envelope.skip(tag);
      }
    }
    Map<Integer, Field> fields = KINDS.get(kind);
    if (fields == null) {
      throw new ApiException(
          415, "UnsupportedMediaType", "protobuf is not supported for kind " + kind);
    }
    ObjectNode object = Json.object();
    object.put("apiVersion", apiVersion).put("kind", kind);
    return raw.readInto(object, fields);
  }

  private ObjectNode readInto(ObjectNode object, Map<Integer, Field> fields) {
    while (hasMore()) {
      int tag = readVarint();
      Field field = fields.getOrDefault(tag >> 3, new Field("", Type.IGNORED));
      switch (field.type()) {
        case STRING -> putText(object, field.name(), readString());
        case INTEGER -> object.put(field.name(), readVarlong());
        case BOOLEAN -> object.put(field.name(), readVarint() != 0);
        case TIME -> putTime(object, field.name(), readMessage());
        case STRINGS -> object.withArrayProperty(field.name()).add(readString());
        case STRING_MAP ->
            readMessage().readMapEntry(Json.ensureObject(object, field.name()), false);
        case BYTES_MAP -> readMessage().readMapEntry(Json.ensureObject(object, field.name()), true);
        case META -> object.set(field.name(), readMessage().readInto(Json.object(), META));
        case OWNERS ->
            object
                .withArrayProperty(field.name())
                .add(readMessage().readInto(Json.object(), OWNER));
        case PRECONDITIONS ->
            object.set(field.name(), readMessage().readInto(Json.object(), PRECONDITIONS));
        case IGNORED -> skip(tag);
      }
    }
    return object;
  }

  private void readMapEntry(ObjectNode map, boolean base64) {
    String key = "";
    byte[] value = new byte[0];
    while (hasMore()) {
      int field = readVarint() >> 3;
      if (field == 1) {
        key = readString();
      } else {
        value = readBytes();
      }
    }
    map.put(
        key,
        base64
            ? Base64.getEncoder().encodeToString(value)
            : new String(value, StandardCharsets.UTF_8));
  }

  private static void putText(ObjectNode object, String name, String text) {
    // Generated Go code encodes unset fields as empty strings.
    if (!text.isEmpty()) {
      object.put(name, text);
    }
  }

  private static void putTime(ObjectNode object, String name, ProtobufDecoder time) {
    while (time.hasMore()) {
      int tag = time.readVarint();
      if (tag >> 3 == 1) {
        object.put(name, Json.formatTime(Instant.ofEpochSecond(time.readVarlong())));
      } else {
        time.skip(tag);
      }
    }
  }

  private boolean hasMore() {
    return position < end;
  }

  private int readVarint() {
    return (int) readVarlong();
  }

  private long readVarlong() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = bytes[position++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  private ProtobufDecoder readMessage() {
    int length = readVarint();
    ProtobufDecoder message = new ProtobufDecoder(bytes, position, position + length);
    position += length;
    return message;
  }

  private byte[] readBytes() {
    int length = readVarint();
    byte[] block = Arrays.copyOfRange(bytes, position, position + length);
    position += length;
    return block;
  }

  private String readString() {
    return new String(readBytes(), StandardCharsets.UTF_8);
  }

  private void skip(int tag) {
    switch (tag & 7) {
      case 0 -> readVarlong();
      case 1 -> position += 8;
      case 5 -> position += 4;
      default -> readBytes();
    }
  }
}
