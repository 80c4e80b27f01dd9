package io.beta9.provisioning.terraform.stack;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.metaconfig.StateBackend;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Everything a stack directory is written from.
 *
 * @param tags put on all that is made, by the provider's {@code default_tags}
 * @param variables the module's variables, as {@code terraform.tfvars.json} holds them
 */
public record StackSpec(
    EnvironmentId id,
    CloudTarget target,
    Map<String, String> tags,
    JsonNode variables,
    StateBackend state) {

  public StackSpec {
    tags = Map.copyOf(tags);
  }

  /** By which the customer finds this product in the account's audit trail. */
  public String sessionName() {
    return "beta9-provisioning-" + id;
  }
}
