package io.beta9.provisioning.cloudsim.aws.iam.core;

import io.beta9.provisioning.cloudsim.aws.Call;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Validates names and paths, and creates ARNs. */
public final class IamNames {
  private static final Pattern NAME = Pattern.compile("[\\w+=,.@-]+");
  private static final Pattern PATH = Pattern.compile("/|/[\\x21-\\x7E]+/");

  private IamNames() {}

  public static void require(String field, @Nullable String name, int maxLength) {
    if (name == null || name.isEmpty()) {
      throw IamErrors.invalid(
          "1 validation error detected: Value null at '"
              + field
              + "' failed to satisfy constraint: Member must not be null");
    }
    if (name.length() > maxLength) {
      throw IamErrors.invalid(
          "1 validation error detected: Value at '"
              + field
              + "' failed to satisfy constraint: Member must have length less than or equal to "
              + maxLength);
    }
    if (!NAME.matcher(name).matches()) {
      throw IamErrors.invalid(
          "The specified value for "
              + field
              + " is invalid. It must contain only alphanumeric characters and/or the following:"
              + " +=,.@_-");
    }
  }

  public static String path(@Nullable String path) {
    if (path == null) {
      return "/";
    }
    if (!PATH.matcher(path).matches()) {
      throw IamErrors.invalid(
          "The specified value for path is invalid. It must begin and end with / and contain only"
              + " alphanumeric characters and/or / characters.");
    }
    return path;
  }

  /** Returns an IAM ARN, which has no region. */
  public static String arn(Call call, String resource) {
    return call.partition().iamArn(call.account(), resource);
  }
}
