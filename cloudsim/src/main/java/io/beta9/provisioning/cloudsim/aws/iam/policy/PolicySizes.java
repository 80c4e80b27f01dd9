package io.beta9.provisioning.cloudsim.aws.iam.policy;

import io.beta9.provisioning.cloudsim.aws.iam.core.GrantedPolicies;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamErrors;

/** The limits of IAM for the length of policies. White space does not count. */
final class PolicySizes {
  static final int MANAGED = 6_144;
  static final int INLINE_OF_ROLE = 10_240;
  static final int INLINE_OF_USER = 2_048;

  private PolicySizes() {}

  static void requireManaged(String document) {
    if (length(document) > MANAGED) {
      throw IamErrors.limit("PolicySize", MANAGED);
    }
  }

  /**
   * Rejects an inline policy with which those of its role or user would exceed their total.
   *
   * @param max the total of all inline policies
   */
  static void requireInline(
      GrantedPolicies granted, String name, String document, int max, String owner) {
    int others =
        granted.inline.entrySet().stream()
            .filter(policy -> !policy.getKey().equals(name))
            .mapToInt(policy -> length(policy.getValue()))
            .sum();
    if (others + length(document) > max) {
      throw IamErrors.limitExceeded(
          "Maximum policy size of " + max + " bytes exceeded for " + owner);
    }
  }

  private static int length(String document) {
    return (int) document.chars().filter(character -> !Character.isWhitespace(character)).count();
  }
}
