package io.beta9.provisioning.cloudsim.aws.iam.policy;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Partition;
import io.beta9.provisioning.cloudsim.aws.common.PolicyPartition;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamErrors;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamState;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Validates trust policies. */
public final class TrustPolicies {
  private static final Pattern ROLE_OR_USER =
      Pattern.compile(Partition.ANY_ARN + ":iam::(\\d{12}):(role|user)/(?:.*/)?([^/]+)");

  private TrustPolicies() {}

  /**
   * Throws an error if the document is malformed or names a principal that does not exist in the
   * account.
   */
  public static void check(StateStore store, Call call, @Nullable String document) {
    if (document == null) {
      throw IamErrors.invalid(
          "1 validation error detected: Value null at 'assumeRolePolicyDocument' failed to satisfy"
              + " constraint: Member must not be null");
    }
    PolicyPartition.foreignPrincipal(document, call.partition())
        .ifPresent(
            arn -> {
              throw IamErrors.malformed("Invalid principal in policy: \"AWS\":\"" + arn + "\"");
            });
    for (Statement statement : PolicyDocument.parseTrustPolicy(document).statements()) {
      if (statement.principals() == null) {
        continue;
      }
      for (String principal : statement.principals().getOrDefault("AWS", List.of())) {
        if (!exists(store, call.account(), principal)) {
          throw IamErrors.malformed("Invalid principal in policy: \"AWS\":\"" + principal + "\"");
        }
      }
    }
  }

  /** Returns whether a principal exists; principals of other accounts are not checked. */
  private static boolean exists(StateStore store, String account, String principal) {
    Matcher matcher = ROLE_OR_USER.matcher(principal);
    if (!matcher.matches() || !matcher.group(1).equals(account)) {
      return true;
    }
    IamState state = IamState.of(store, account);
    String name = matcher.group(3);
    return matcher.group(2).equals("role")
        ? state.roles.containsKey(name)
        : state.users.containsKey(name);
  }
}
