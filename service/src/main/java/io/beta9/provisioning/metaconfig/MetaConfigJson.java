package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.text.SnakeCaseJson;
import tools.jackson.databind.node.ObjectNode;

/**
 * Converts valid meta-configs to and from JSON with the field names that customers use. This is the
 * format of {@code environments.meta_config}; {@link MetaConfigReader} accepts it as well.
 */
public final class MetaConfigJson {
  private MetaConfigJson() {}

  public static ObjectNode toTree(MetaConfig config) {
    return SnakeCaseJson.MAPPER.valueToTree(config);
  }

  public static String toJson(MetaConfig config) {
    return SnakeCaseJson.MAPPER.writeValueAsString(config);
  }

  /**
   * Parses the output of {@link #toJson} without validating it again. Role and external id, which
   * are stored with it for versions that know no registered accounts, are ignored.
   */
  public static MetaConfig fromJson(String json) {
    return SnakeCaseJson.MAPPER.readValue(json, MetaConfig.class);
  }
}
