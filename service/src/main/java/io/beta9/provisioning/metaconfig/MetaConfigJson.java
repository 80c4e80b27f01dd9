package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.text.SnakeCaseJson;
import tools.jackson.databind.node.ObjectNode;

/**
 * A checked meta-config as JSON with the names a customer uses, and back: what is stored in {@code
 * environments.meta_config}. {@link MetaConfigReader} reads it too.
 */
public final class MetaConfigJson {
  private MetaConfigJson() {}

  public static ObjectNode toTree(MetaConfig config) {
    return SnakeCaseJson.MAPPER.valueToTree(config);
  }

  public static String toJson(MetaConfig config) {
    return SnakeCaseJson.MAPPER.writeValueAsString(config);
  }

  /** The meta-config that {@link #toJson} wrote; it is trusted, not checked again. */
  public static MetaConfig fromJson(String json) {
    return SnakeCaseJson.MAPPER.readValue(json, MetaConfig.class);
  }
}
