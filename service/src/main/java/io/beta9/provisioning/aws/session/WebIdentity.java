package io.beta9.provisioning.aws.session;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The role that this process assumes with a token of its platform, as EKS provides it to the pods
 * of a service account.
 *
 * @param tokenFile contains the token, which the platform replaces
 */
public record WebIdentity(String roleArn, Path tokenFile) {

  /**
   * Returns the identity that the AWS SDK uses in a process with these variables; empty if it uses
   * other credentials.
   */
  public static Optional<WebIdentity> of(Map<String, String> environment) {
    String role = environment.getOrDefault("AWS_ROLE_ARN", "");
    String file = environment.getOrDefault("AWS_WEB_IDENTITY_TOKEN_FILE", "");
    boolean hasKey = !environment.getOrDefault("AWS_ACCESS_KEY_ID", "").isBlank();
    return hasKey || role.isBlank() || file.isBlank()
        ? Optional.empty()
        : Optional.of(new WebIdentity(role, Path.of(file)));
  }
}
