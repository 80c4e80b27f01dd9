package io.beta9.provisioning.terraform.plan;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads JSON whose content a customer's account determines. A document of a few megabytes can
 * become a tree of hundreds: the number of its tokens is limited, because they determine the size
 * of the tree. A name that an object contains twice is rejected: readers differ in which of the two
 * values they use.
 */
public enum AccountJson {
  /** States and outputs. */
  STATE(100_000),
  /** A plan, which contains a state several times. */
  PLAN(400_000),
  /** A release of Helm, whose templates and manifest are single texts. */
  RELEASE(20_000);

  private static final int MAX_DEPTH = 200;

  private final JsonMapper json;

  AccountJson(int maxTokens) {
    this.json =
        JsonMapper.builder(
                JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder()
                            .maxTokenCount(maxTokens)
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();
  }

  /**
   * Reads a document.
   *
   * @throws JacksonException if it is not JSON, or exceeds a limit
   */
  public JsonNode read(byte[] document) {
    return json.readTree(document);
  }

  /**
   * Reads a document.
   *
   * @throws JacksonException if it is not JSON, or exceeds a limit
   */
  public JsonNode read(String document) {
    return json.readTree(document);
  }
}
