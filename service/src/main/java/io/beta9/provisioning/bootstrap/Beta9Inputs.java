package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.metaconfig.InfraModel;
import tools.jackson.databind.JsonNode;

/**
 * What Beta9 is installed from.
 *
 * @param outputs what Terraform put out
 */
public record Beta9Inputs(InfraModel model, JsonNode outputs, Secrets secrets) {

  /** The secrets that Beta9 needs. */
  public record Secrets(
      String databaseUser,
      String databasePassword,
      String redisToken,
      String encryptionKey,
      String storageAccessKey,
      String storageSecretKey) {
    @Override
    public String toString() {
      return "Secrets[hidden]";
    }
  }

  /**
   * One output.
   *
   * @throws IllegalStateException where Terraform did not put it out
   */
  String output(String name) {
    JsonNode value = outputs.path(name);
    if (value.isMissingNode() || value.isNull()) {
      throw new IllegalStateException("Terraform put out no " + name);
    }
    return value.asString();
  }
}
