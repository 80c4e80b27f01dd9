package io.beta9.provisioning.metaconfig.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** The text of a meta-config as a tree of values, nothing yet known of what they mean. */
public sealed interface Document {
  int LARGEST_BYTES = 256 * 1024;

  /** How deep values may be nested; a meta-config needs four. */
  int DEEPEST = 32;

  record Tree(JsonNode root) implements Document {}

  record Malformed(Violation violation) implements Document {}

  static Document read(byte[] body, BodyFormat format) {
    if (body.length > LARGEST_BYTES) {
      return broken("is %,d bytes long; at most %,d are read", body.length, LARGEST_BYTES);
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      return broken("is not UTF-8 text");
    }
    if (text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    if (text.isBlank()) {
      return broken("is empty");
    }
    return switch (format) {
      case JSON -> JsonDocumentReader.parse(text);
      case YAML -> YamlDocumentReader.parse(text);
      case UNKNOWN ->
          text.stripLeading().startsWith("{")
              ? JsonDocumentReader.parse(text)
              : YamlDocumentReader.parse(text);
    };
  }

  static Malformed broken(String message, Object... arguments) {
    return new Malformed(
        new Violation(Violation.BODY, String.format(Locale.ROOT, message, arguments)));
  }
}
