package io.beta9.provisioning.bootstrap.helm;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What Beta9 is installed from.
 *
 * @param outputs what Terraform put out
 */
public record Beta9Inputs(InfraModel model, JsonNode outputs, Beta9Secrets secrets) {

  /** The secrets that Beta9 needs. */
  public record Beta9Secrets(
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

    /** A text without these secrets, for example what a program wrote before it died. */
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
   * One output.
   *
   * @throws FailureException where Terraform did not put it out
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
