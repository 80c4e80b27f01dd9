package io.beta9.provisioning.metaconfig.text;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON according to RFC 8259 and rejects duplicate names. */
final class JsonDocumentReader {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(Document.MAX_DEPTH).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // Preserves the digits of numbers: 1.30 must not become 1.3.
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private JsonDocumentReader() {}

  static Document parse(String text) {
    try {
      JsonNode root = MAPPER.readTree(text);
      return new Document.Tree(root);
    } catch (JacksonException e) {
      TokenStreamLocation location = e.getLocation();
      String position =
          location == null || location.getLineNr() < 1
              ? ""
              : ", line "
                  + location.getLineNr()
                  + ", column "
                  + Math.max(1, location.getColumnNr());
      return Document.malformed(
          "is not valid JSON%s: %s", position, firstLine(e.getOriginalMessage()));
    }
  }

  private static String firstLine(String message) {
    String line = message.lines().findFirst().orElse("");
    // The parser appends details of its own source and settings to some messages.
    int detailsIndex = line.indexOf(" (start marker at");
    return detailsIndex < 0 ? line : line.substring(0, detailsIndex);
  }
}
