package io.beta9.provisioning.bootstrap.helm;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The inputs of an installation of Beta9.
 *
 * @param outputs Terraform's outputs
 */
public record Beta9Inputs(InfraModel model, JsonNode outputs, Beta9Secrets secrets) {

  /** Secrets that are passed to Beta9. */
  public record Beta9Secrets(
      String databaseUser,
      String databasePassword,
      String redisToken,
      String encryptionKey,
      String storageAccessKey,
      String storageSecretKey) {
    @Override
    public String toString() {
      return "Beta9Secrets[redacted]";
    }

    /**
     * Returns a text with these secrets replaced, for example the last log lines of a container.
     */
    public String redact(String text) {
      String hidden = text;
      for (String secret :
          List.of(
              databasePassword, redisToken, encryptionKey, storageAccessKey, storageSecretKey)) {
        if (!secret.isBlank()) {
          hidden = hidden.replace(secret, "***");
        }
      }
      return hidden;
    }
  }

  /**
   * Returns one output of Terraform.
   *
   * @throws FailureException if the output is missing
   */
  public String output(String name) {
    JsonNode value = outputs.path(name);
    if (value.isMissingNode() || value.isNull()) {
      throw new FailureException(
          Failure.of(FailureCode.OUTPUT_MISSING).with(FailureParameter.OUTPUT, name));
    }
    return value.asString();
  }
}
