package io.beta9.provisioning.metaconfig.model;

import io.beta9.provisioning.metaconfig.text.SnakeCaseJson;
import io.beta9.provisioning.partition.AwsPartition;
import tools.jackson.databind.node.ObjectNode;

/** Converts infra models to and from JSON with snake_case names. */
public final class InfraModelJson {
  private static final String BETA9 = "beta9";
  private static final String STATE_LOG_BUCKET = "state_log_bucket";

  private InfraModelJson() {}

  /** Returns the complete model, as stored and as returned by the API as {@code infra_model}. */
  public static ObjectNode toTree(InfraModel model) {
    return SnakeCaseJson.MAPPER.valueToTree(model);
  }

  public static String toJson(InfraModel model) {
    return SnakeCaseJson.MAPPER.writeValueAsString(model);
  }

  /**
   * Returns the content of {@code terraform.tfvars.json}: the model without the values of others.
   */
  public static ObjectNode toTfvars(InfraModel model) {
    ObjectNode tree = toTree(model);
    tree.remove(BETA9);
    tree.remove(STATE_LOG_BUCKET);
    ((ObjectNode) tree.path("network")).remove("zones_by_default");
    tree.put("enable_logging", model.beta9().enableLogging());
    AwsPartition partition = AwsPartition.ofRegion(model.region());
    tree.putObject("partition").put("id", partition.id()).put("dns_suffix", partition.dnsSuffix());
    return tree;
  }

  /** Parses the output of {@link #toJson}; fields of later versions are ignored. */
  public static InfraModel fromJson(String json) {
    return SnakeCaseJson.MAPPER.readValue(json, InfraModel.class);
  }
}
