package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.text.SnakeCaseJson;
import org.jspecify.annotations.Nullable;
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
   * Returns the tree with the role and the external id that versions read there which know no
   * registered accounts. {@link #fromJson} ignores them.
   */
  public static ObjectNode withAccess(
      ObjectNode tree, @Nullable String roleArn, @Nullable String externalId) {
    ObjectNode copy = tree.deepCopy();
    if (roleArn != null && copy.get("cloud") instanceof ObjectNode cloud) {
      cloud.put("role_arn", roleArn);
      if (externalId != null) {
        cloud.put("external_id", externalId);
      }
    }
    return copy;
  }

  /** Parses the output of {@link #toJson} without validating it again. */
  public static MetaConfig fromJson(String json) {
    return SnakeCaseJson.MAPPER.readValue(json, MetaConfig.class);
  }
}
