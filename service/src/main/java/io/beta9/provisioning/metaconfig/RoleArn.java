package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.onboarding.ResourceNaming;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ARN of an IAM role.
 *
 * @param path begins and ends with a slash
 */
public record RoleArn(String partition, String account, String path, String name) {
  private static final Pattern ROLE =
      Pattern.compile(
          "arn:(aws|aws-cn|aws-us-gov):iam::([0-9]{12}):role(/(?:[!-~]{1,510}/)?)([\\w+=,.@-]{1,64})",
          Pattern.DOTALL);

  private static final Pattern OF_ENVIRONMENT =
      Pattern.compile(ResourceNaming.NAME_PREFIX + "[0-9a-f]{12}-.*");

  /** Returns the parts of the ARN; empty if it is not the ARN of a role. */
  public static Optional<RoleArn> parse(String arn) {
    Matcher role = ROLE.matcher(arn);
    return role.matches()
        ? Optional.of(new RoleArn(role.group(1), role.group(2), role.group(3), role.group(4)))
        : Optional.empty();
  }

  /** Returns what two ARNs of the same role have in common: names are unique in an account. */
  String identity() {
    return account + "/" + name.toLowerCase(Locale.ROOT);
  }

  /** Returns whether both ARNs denote the same role. */
  public boolean isSameRole(RoleArn other) {
    return identity().equals(other.identity());
  }

  boolean isServiceLinked() {
    return path.startsWith("/aws-service-role/");
  }

  /** Returns whether its name is that of a role which the Terraform module creates. */
  boolean isOfEnvironment() {
    return OF_ENVIRONMENT.matcher(name).matches();
  }
}
