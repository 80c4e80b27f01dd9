package io.beta9.provisioning.bootstrap.helm;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.util.List;
import java.util.regex.Pattern;
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

  /** Host names, ARNs, names and addresses: what the outputs contain. */
  private static final Pattern OUTPUT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]{0,511}");

  private static final int MAX_PORT = 65_535;
  private static final String WORKER_ROLE = "worker_role_arn";
  static final String GATEWAY_ROLE = "gateway_role_arn";

  /**
   * Returns one output of Terraform. It comes from the state, which the customer can change.
   *
   * @throws FailureException if the output is missing, or is not what Terraform writes
   */
  public String output(String name) {
    JsonNode value = outputs.path(name);
    if (value.isMissingNode() || value.isNull()) {
      throw new FailureException(
          Failure.of(FailureCode.OUTPUT_MISSING)
              .with(FailureParameter.OUTPUT, name)
              .with(FailureParameter.ENVIRONMENT, model.environmentId()));
    }
    String text = value.isString() || value.isNumber() ? value.asString() : "";
    if (!OUTPUT.matcher(text).matches()) {
      throw invalid(name, "a name or an address");
    }
    return text;
  }

  /**
   * Returns the role of the workers. Environments that were last updated by an earlier version have
   * none, and their workers use that of the gateway.
   *
   * @throws FailureException if neither output is what Terraform writes
   */
  String workerRole() {
    return output(outputs.has(WORKER_ROLE) ? WORKER_ROLE : GATEWAY_ROLE);
  }

  /**
   * Returns an output that is a port.
   *
   * @throws FailureException if the output is missing, or is not a port
   */
  public int portOutput(String name) {
    String text = output(name);
    if (!text.matches("\\d{1,5}")
        || Integer.parseInt(text) < 1
        || Integer.parseInt(text) > MAX_PORT) {
      throw invalid(name, "a port");
    }
    return Integer.parseInt(text);
  }

  private FailureException invalid(String name, String expected) {
    return new FailureException(
        Failure.of(FailureCode.OUTPUT_INVALID)
            .with(FailureParameter.OUTPUT, name)
            .with(FailureParameter.EXPECTED, expected)
            .with(FailureParameter.ENVIRONMENT, model.environmentId()));
  }
}
