package io.beta9.provisioning.cloudsim.aws.common;

import io.beta9.provisioning.cloudsim.aws.Partition;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The IAM principal of an access entry.
 *
 * @param kind {@code role} or {@code user}
 * @param path begins and ends with a slash
 */
public record IamPrincipal(String account, String kind, String path, String name) {
  private static final Pattern ARN =
      Pattern.compile(
          Partition.ANY_ARN + ":iam::([0-9]{12}):(role|user)(/(?:[!-~]+/)?)([\\w+=,.@-]{1,64})");

  private static final Pattern SESSION =
      Pattern.compile(Partition.ANY_ARN + ":sts::([0-9]{12}):assumed-role/([^/]+)/.*");

  private static final Pattern ROOT = Pattern.compile(Partition.ANY_ARN + ":iam::([0-9]{12}):root");

  /** Returns the principal; empty for sessions, groups and malformed ARNs. */
  public static Optional<IamPrincipal> parse(String arn) {
    Matcher parts = ARN.matcher(arn);
    return parts.matches()
        ? Optional.of(
            new IamPrincipal(parts.group(1), parts.group(2), parts.group(3), parts.group(4)))
        : Optional.empty();
  }

  /** Returns the principal of a caller; the ARNs of sessions do not contain the role's path. */
  public static Optional<IamPrincipal> ofCaller(String arn) {
    Matcher session = SESSION.matcher(arn);
    if (session.matches()) {
      return Optional.of(new IamPrincipal(session.group(1), "role", "/", session.group(2)));
    }
    Matcher root = ROOT.matcher(arn);
    return root.matches()
        ? Optional.of(new IamPrincipal(root.group(1), "user", "/", "root"))
        : parse(arn);
  }

  public boolean isServiceLinkedRole() {
    return kind.equals("role") && path.startsWith("/aws-service-role/");
  }

  /**
   * Returns whether this is the principal with another ARN. EKS compares the unique ids of IAM;
   * names are unique in an account, whatever the path is.
   */
  public boolean isSame(IamPrincipal other) {
    return account.equals(other.account)
        && kind.equals(other.kind)
        && name.equalsIgnoreCase(other.name);
  }
}
