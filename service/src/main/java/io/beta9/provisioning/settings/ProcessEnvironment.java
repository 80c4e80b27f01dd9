package io.beta9.provisioning.settings;

import java.util.HashMap;
import java.util.Map;

/**
 * The environment of this process, from which child processes and the AWS SDK take what is not a
 * setting of the service: paths, proxies, credentials.
 */
public final class ProcessEnvironment {
  /** System properties of the AWS SDK, and the variables with the same meaning. */
  private static final Map<String, String> VARIABLE_BY_PROPERTY =
      Map.of(
          "aws.endpointUrl", "AWS_ENDPOINT_URL",
          "aws.accessKeyId", "AWS_ACCESS_KEY_ID",
          "aws.secretAccessKey", "AWS_SECRET_ACCESS_KEY",
          "aws.sessionToken", "AWS_SESSION_TOKEN");

  private ProcessEnvironment() {}

  /** Returns the variables of this process, replaced by system properties of the AWS SDK. */
  public static Map<String, String> current() {
    return withSdkProperties(System.getenv());
  }

  /** Returns the variables, replaced by system properties of the AWS SDK as the SDK does. */
  static Map<String, String> withSdkProperties(Map<String, String> variables) {
    Map<String, String> environment = new HashMap<>(variables);
    VARIABLE_BY_PROPERTY.forEach(
        (property, variable) -> {
          String value = System.getProperty(property);
          if (value != null && !value.isBlank()) {
            environment.put(variable, value);
          }
        });
    return Map.copyOf(environment);
  }

  /** Returns whether a setting is given neither as a variable nor as a file. */
  public static boolean isAbsent(Map<String, String> environment, String setting) {
    return environment.getOrDefault(setting, "").isBlank()
        && environment.getOrDefault(setting + "_FILE", "").isBlank();
  }
}
