package io.beta9.provisioning.metaconfig.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** The text of a meta-config, parsed into a tree but not yet validated. */
public sealed interface Document {
  /** Maximum length of a meta-config. */
  int MAX_BYTES = 256 * 1024;

  /** Maximum nesting depth of values; a meta-config uses four levels. */
  int MAX_DEPTH = 32;

  record Tree(JsonNode root) implements Document {}

  record Malformed(Violation violation) implements Document {}

  /** Parses a request body or file; a syntax error is returned as {@link Malformed}. */
  static Document read(byte[] body, BodyFormat format) {
    if (body.length > MAX_BYTES) {
      return malformed("is %,d bytes long; the maximum is %,d", body.length, MAX_BYTES);
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      return malformed("is not UTF-8 text");
    }
    if (text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    if (text.isBlank()) {
      return malformed("is empty");
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

  static Malformed malformed(String message, Object... arguments) {
    return new Malformed(
        new Violation(Violation.BODY, String.format(Locale.ROOT, message, arguments)));
  }
}
