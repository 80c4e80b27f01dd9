package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The outputs of the Terraform module, as far as they are stored. Terraform reads them from the
 * state, which the customer can change: one of another name could replace what the steps themselves
 * have recorded, and a long one is read again with every list of environments.
 */
final class ModuleOutputs {
  /** The names that the module declares, without the coordinates of the cluster. */
  static final Set<String> NAMES =
      Set.of(
          "autoscaler_role_arn",
          "bucket_name",
          "cluster_security_group_id",
          "ecr_repository_url",
          "gateway_role_arn",
          "kms_key_arn",
          "log_group_name",
          "oidc_provider_arn",
          "private_subnet_ids",
          "public_subnet_ids",
          "rds_database",
          "rds_endpoint",
          "rds_port",
          "redis_endpoint",
          "redis_port",
          "storage_user_name",
          "vpc_id",
          "worker_role_arn");

  /** The longest is a list of subnets, with less than a kilobyte. */
  static final int MAX_CHARACTERS = 8 * 1024;

  private ModuleOutputs() {}

  /**
   * Returns the outputs that the module declares.
   *
   * @throws FailureException {@code output-invalid} if one is longer than any of the module
   */
  static ObjectNode of(Map<String, JsonNode> reported) {
    ObjectNode outputs = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> output : reported.entrySet()) {
      if (!NAMES.contains(output.getKey())) {
        continue;
      }
      if (output.getValue().toString().length() > MAX_CHARACTERS) {
        throw new FailureException(
            Failure.of(FailureCode.OUTPUT_INVALID)
                .with(FailureParameter.OUTPUT, output.getKey())
                .with(FailureParameter.EXPECTED, "at most " + MAX_CHARACTERS + " characters long"));
      }
      outputs.set(output.getKey(), output.getValue());
    }
    return outputs;
  }
}
