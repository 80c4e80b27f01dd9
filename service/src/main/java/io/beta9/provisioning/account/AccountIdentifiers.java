package io.beta9.provisioning.account;

import io.beta9.provisioning.metaconfig.text.ValueFormat;
import io.beta9.provisioning.metaconfig.text.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The forms of account ids, role ARNs and names of policies. */
public final class AccountIdentifiers {
  public static final String AWS = "aws";

  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Pattern POLICY_NAME = Pattern.compile("[A-Za-z0-9+=,.@_-]{1,128}");
  private static final Pattern ROLE_ARN =
      Pattern.compile(
          "arn:aws:iam::([0-9]{12}):role/([A-Za-z0-9+=,.@_-]{1,64}/){0,8}[A-Za-z0-9+=,.@_-]{1,64}");

  private AccountIdentifiers() {}

  /** Returns what is wrong with the fields of a request; empty if nothing is. */
  public static List<Violation> violations(
      @Nullable String provider, @Nullable String accountId, @Nullable String roleArn) {
    List<Violation> violations = new ArrayList<>();
    if (provider != null && !provider.equals(AWS)) {
      violations.add(
          new Violation(
              "provider", ValueFormat.quoted(provider) + " is not supported; expected 'aws'"));
    }
    if (accountId == null) {
      violations.add(new Violation("account_id", "is missing"));
    } else if (!ACCOUNT.matcher(accountId).matches()) {
      violations.add(
          new Violation(
              "account_id",
              ValueFormat.quoted(accountId) + " is not an account id; expected twelve digits"));
    }
    if (roleArn != null) {
      Matcher arn = ROLE_ARN.matcher(roleArn);
      if (!arn.matches()) {
        violations.add(
            new Violation(
                "role_arn",
                ValueFormat.quoted(roleArn)
                    + " is not a role ARN; expected a value like"
                    + " arn:aws:iam::123456789012:role/Beta9Provisioner"));
      } else if (accountId != null && !arn.group(1).equals(accountId)) {
        violations.add(
            new Violation(
                "role_arn", "is a role of account " + arn.group(1) + ", not of " + accountId));
      }
    }
    return violations;
  }

  /** Returns what is wrong with the name of a permissions boundary; empty if nothing is. */
  public static List<Violation> boundaryViolations(@Nullable String permissionsBoundary) {
    return permissionsBoundary == null || POLICY_NAME.matcher(permissionsBoundary).matches()
        ? List.of()
        : List.of(
            new Violation(
                "permissions_boundary",
                ValueFormat.quoted(permissionsBoundary)
                    + " is not the name of a managed policy; expected a value like Beta9Boundary"));
  }

  /** Returns the ARN of the role that is expected unless another one is named. */
  public static String defaultRole(String accountId) {
    return "arn:aws:iam::" + accountId + ":role/Beta9Provisioner";
  }
}
