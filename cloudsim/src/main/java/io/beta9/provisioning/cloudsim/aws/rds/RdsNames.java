package io.beta9.provisioning.cloudsim.aws.rds;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Validates names, which RDS converts to lower case. */
final class RdsNames {
  private static final Pattern IDENTIFIER = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  private RdsNames() {}

  static String lower(@Nullable String name) {
    if (name == null || name.isEmpty()) {
      throw new AwsErrorException(400, "MissingParameter", "The request must contain a name.");
    }
    return name.toLowerCase(Locale.ROOT);
  }

  /** Returns an identifier in lower case, or throws an error if it is invalid. */
  static String identifier(String parameter, @Nullable String name) {
    String lower = lower(name);
    if (lower.length() > 63 || !IDENTIFIER.matcher(lower).matches()) {
      throw RdsErrors.invalidValue(
          "The parameter "
              + parameter
              + " is not a valid identifier. Identifiers must begin with a letter; must contain"
              + " only ASCII letters, digits, and hyphens; and must not end with a hyphen or"
              + " contain two consecutive hyphens.");
    }
    return lower;
  }
}
