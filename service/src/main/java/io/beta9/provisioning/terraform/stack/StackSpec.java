package io.beta9.provisioning.terraform.stack;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.metaconfig.StateBackend;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The input from which a stack directory is generated.
 *
 * @param tags tags of all resources, set by the provider's {@code default_tags}
 * @param variables the module's variables, the content of {@code terraform.tfvars.json}
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

  /** Returns the session name that identifies this product in the account's audit trail. */
  public String sessionName() {
    return "beta9-provisioning-" + id;
  }
}
