package io.beta9.provisioning.metaconfig.model;

import io.beta9.provisioning.metaconfig.text.SnakeCaseJson;
import tools.jackson.databind.node.ObjectNode;

/** An infra model as JSON with snake_case names, and back. */
public final class InfraModelJson {
  private static final String BETA9 = "beta9";

  private InfraModelJson() {}

  /** All of it: what is stored, and what the API returns as {@code infra_model}. */
  public static ObjectNode toTree(InfraModel model) {
    return SnakeCaseJson.MAPPER.valueToTree(model);
  }

  public static String toJson(InfraModel model) {
    return SnakeCaseJson.MAPPER.writeValueAsString(model);
  }

  /** What {@code terraform.tfvars.json} holds: all but what goes to Helm. */
  public static ObjectNode toTfvars(InfraModel model) {
    ObjectNode tree = toTree(model);
    tree.remove(BETA9);
    tree.put("enable_logging", model.beta9().enableLogging());
    return tree;
  }

  /** The model that {@link #toJson} wrote; fields of a later version are passed over. */
  public static InfraModel fromJson(String json) {
    return SnakeCaseJson.MAPPER.readValue(json, InfraModel.class);
  }
}
