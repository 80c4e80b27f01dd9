package io.beta9.provisioning.account;

import io.beta9.provisioning.metaconfig.text.ValueFormat;
import io.beta9.provisioning.metaconfig.text.Violation;
import io.beta9.provisioning.partition.AwsPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
          "arn:(?<partition>"
              + AwsPartition.pattern()
              + "):iam::(?<account>[0-9]{12}):role/"
              + "([A-Za-z0-9+=,.@_-]{1,64}/){0,8}[A-Za-z0-9+=,.@_-]{1,64}");

  private AccountIdentifiers() {}

  /** Returns what is wrong with a provider and an account id; empty if nothing is. */
  public static List<Violation> violations(@Nullable String provider, @Nullable String accountId) {
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
    return violations;
  }

  /**
   * Returns what is wrong with the fields of a request; empty if nothing is.
   *
   * @param partition the partition of the credentials of this installation, the only one whose
   *     roles they can assume
   */
  public static List<Violation> violations(
      AwsPartition partition,
      @Nullable String provider,
      @Nullable String accountId,
      @Nullable String roleArn) {
    List<Violation> violations = violations(provider, accountId);
    if (roleArn != null) {
      roleProblem(partition, accountId, roleArn)
          .ifPresent(problem -> violations.add(new Violation("role_arn", problem)));
    }
    return violations;
  }

  private static Optional<String> roleProblem(
      AwsPartition partition, @Nullable String accountId, String roleArn) {
    Matcher arn = ROLE_ARN.matcher(roleArn);
    if (!arn.matches()) {
      return Optional.of(
          ValueFormat.quoted(roleArn)
              + " is not a role ARN; expected a value like "
              + defaultRole(partition, "123456789012"));
    }
    if (!arn.group("partition").equals(partition.id())) {
      return Optional.of(
          "is a role of the partition "
              + arn.group("partition")
              + "; this installation has credentials of the partition "
              + partition.id()
              + ", which cannot assume roles of another one");
    }
    return accountId == null || arn.group("account").equals(accountId)
        ? Optional.empty()
        : Optional.of("is a role of account " + arn.group("account") + ", not of " + accountId);
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
  public static String defaultRole(AwsPartition partition, String accountId) {
    return partition.iamArn(accountId, "role/Beta9Provisioner");
  }
}
