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

/** Reads JSON as RFC 8259 has it, names that stand twice refused. */
final class JsonDocumentReader {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(Document.DEEPEST).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // Numbers keep their digits: 1.30 must not become 1.3.
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private JsonDocumentReader() {}

  static Document parse(String text) {
    try {
      JsonNode root = MAPPER.readTree(text);
      return new Document.Tree(root);
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      String where =
          at == null || at.getLineNr() < 1
              ? ""
              : ", line " + at.getLineNr() + ", column " + Math.max(1, at.getColumnNr());
      return Document.broken("is not JSON%s: %s", where, firstLine(e.getOriginalMessage()));
    }
  }

  private static String firstLine(String message) {
    String line = message.lines().findFirst().orElse("");
    // The parser ends some messages with remarks on its own source and settings.
    int remark = line.indexOf(" (start marker at");
    return remark < 0 ? line : line.substring(0, remark);
  }
}
