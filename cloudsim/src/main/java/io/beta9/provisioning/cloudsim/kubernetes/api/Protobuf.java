package io.beta9.provisioning.cloudsim.kubernetes.api;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads what Go clients send as protobuf: Helm keeps its releases in Secrets and writes them so,
 * and the options of a delete come in it too. Other kinds are sent as JSON by everyone who matters
 * here, and get a 415.
 */
final class Protobuf {
  static final String CONTENT_TYPE = "application/vnd.kubernetes.protobuf";

  private enum Type {
    TEXT,
    BYTES_MAP,
    TEXT_MAP,
    INTEGER,
    BOOLEAN,
    TIME,
    TEXTS,
    META,
    OWNERS,
    PRECONDITIONS,
    IGNORED
  }

  private record Field(String name, Type type) {}

  private static final Map<Integer, Field> META =
      Map.ofEntries(
          Map.entry(1, new Field("name", Type.TEXT)),
          Map.entry(2, new Field("generateName", Type.TEXT)),
          Map.entry(3, new Field("namespace", Type.TEXT)),
          Map.entry(5, new Field("uid", Type.TEXT)),
          Map.entry(6, new Field("resourceVersion", Type.TEXT)),
          Map.entry(7, new Field("generation", Type.INTEGER)),
          Map.entry(8, new Field("creationTimestamp", Type.TIME)),
          Map.entry(9, new Field("deletionTimestamp", Type.TIME)),
          Map.entry(11, new Field("labels", Type.TEXT_MAP)),
          Map.entry(12, new Field("annotations", Type.TEXT_MAP)),
          Map.entry(13, new Field("ownerReferences", Type.OWNERS)),
          Map.entry(14, new Field("finalizers", Type.TEXTS)),
          Map.entry(17, new Field("managedFields", Type.IGNORED)));
  private static final Map<Integer, Field> OWNER =
      Map.of(
          1, new Field("kind", Type.TEXT),
          3, new Field("name", Type.TEXT),
          4, new Field("uid", Type.TEXT),
          5, new Field("apiVersion", Type.TEXT),
          6, new Field("controller", Type.BOOLEAN),
          7, new Field("blockOwnerDeletion", Type.BOOLEAN));
  private static final Map<Integer, Field> PRECONDITIONS =
      Map.of(1, new Field("uid", Type.TEXT), 2, new Field("resourceVersion", Type.TEXT));
  private static final Map<String, Map<Integer, Field>> KINDS =
      Map.of(
          "Secret",
          Map.of(
              1, new Field("metadata", Type.META),
              2, new Field("data", Type.BYTES_MAP),
              3, new Field("type", Type.TEXT),
              4, new Field("stringData", Type.TEXT_MAP),
              5, new Field("immutable", Type.BOOLEAN)),
          "ConfigMap",
          Map.of(
              1, new Field("metadata", Type.META),
              2, new Field("data", Type.TEXT_MAP),
              3, new Field("binaryData", Type.BYTES_MAP),
              4, new Field("immutable", Type.BOOLEAN)),
          "Namespace",
          Map.of(
              1, new Field("metadata", Type.META),
              2, new Field("spec", Type.IGNORED),
              3, new Field("status", Type.IGNORED)),
          "DeleteOptions",
          Map.of(
              1, new Field("gracePeriodSeconds", Type.INTEGER),
              2, new Field("preconditions", Type.PRECONDITIONS),
              3, new Field("orphanDependents", Type.BOOLEAN),
              4, new Field("propagationPolicy", Type.TEXT),
              5, new Field("dryRun", Type.TEXTS)));

  private final byte[] bytes;
  private final int end;
  private int position;

  private Protobuf(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  /** The object in an envelope, as the JSON that it would have been sent as otherwise. */
  static ObjectNode toJson(byte[] body) {
    if (body.length < 4 || !new String(body, 0, 4, StandardCharsets.US_ASCII).equals("k8s\0")) {
      throw ApiFault.badRequest("the body is not a protobuf envelope");
    }
    try {
      return envelope(new Protobuf(body, 4, body.length));
    } catch (IndexOutOfBoundsException e) {
      throw ApiFault.badRequest("the protobuf body ends early");
    }
  }

  private static ObjectNode envelope(Protobuf envelope) {
    String apiVersion = "";
    String kind = "";
    Protobuf raw = new Protobuf(new byte[0], 0, 0);
    while (envelope.more()) {
      int tag = envelope.varint();
      switch (tag >> 3) {
        case 1 -> {
          Protobuf type = envelope.message();
          while (type.more()) {
            int field = type.varint() >> 3;
            String text = type.text();
            if (field == 1) {
              apiVersion = text;
            } else {
              kind = text;
            }
          }
        }
        case 2 -> raw = envelope.message();
        default -> envelope.skip(tag);
      }
    }
    Map<Integer, Field> fields = KINDS.get(kind);
    if (fields == null) {
      throw new ApiFault(
          415, "UnsupportedMediaType", "no protobuf is read here for the kind " + kind);
    }
    ObjectNode object = Json.object();
    object.put("apiVersion", apiVersion).put("kind", kind);
    return raw.into(object, fields);
  }

  private ObjectNode into(ObjectNode object, Map<Integer, Field> fields) {
    while (more()) {
      int tag = varint();
      Field field = fields.getOrDefault(tag >> 3, new Field("", Type.IGNORED));
      switch (field.type()) {
        case TEXT -> putText(object, field.name(), text());
        case INTEGER -> object.put(field.name(), varlong());
        case BOOLEAN -> object.put(field.name(), varint() != 0);
        case TIME -> putTime(object, field.name(), message());
        case TEXTS -> object.withArrayProperty(field.name()).add(text());
        case TEXT_MAP -> message().entry(Json.make(object, field.name()), false);
        case BYTES_MAP -> message().entry(Json.make(object, field.name()), true);
        case META -> object.set(field.name(), message().into(Json.object(), META));
        case OWNERS ->
            object.withArrayProperty(field.name()).add(message().into(Json.object(), OWNER));
        case PRECONDITIONS ->
            object.set(field.name(), message().into(Json.object(), PRECONDITIONS));
        case IGNORED -> skip(tag);
      }
    }
    return object;
  }

  private void entry(ObjectNode map, boolean base64) {
    String key = "";
    byte[] value = new byte[0];
    while (more()) {
      int field = varint() >> 3;
      if (field == 1) {
        key = text();
      } else {
        value = block();
      }
    }
    map.put(
        key,
        base64
            ? Base64.getEncoder().encodeToString(value)
            : new String(value, StandardCharsets.UTF_8));
  }

  private static void putText(ObjectNode object, String name, String text) {
    // Go's generated code writes empty strings for fields that are not set.
    if (!text.isEmpty()) {
      object.put(name, text);
    }
  }

  private static void putTime(ObjectNode object, String name, Protobuf time) {
    while (time.more()) {
      int tag = time.varint();
      if (tag >> 3 == 1) {
        object.put(name, Json.time(Instant.ofEpochSecond(time.varlong())));
      } else {
        time.skip(tag);
      }
    }
  }

  private boolean more() {
    return position < end;
  }

  private int varint() {
    return (int) varlong();
  }

  private long varlong() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = bytes[position++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  private Protobuf message() {
    int length = varint();
    Protobuf message = new Protobuf(bytes, position, position + length);
    position += length;
    return message;
  }

  private byte[] block() {
    int length = varint();
    byte[] block = Arrays.copyOfRange(bytes, position, position + length);
    position += length;
    return block;
  }

  private String text() {
    return new String(block(), StandardCharsets.UTF_8);
  }

  private void skip(int tag) {
    switch (tag & 7) {
      case 0 -> varlong();
      case 1 -> position += 8;
      case 5 -> position += 4;
      default -> block();
    }
  }
}
