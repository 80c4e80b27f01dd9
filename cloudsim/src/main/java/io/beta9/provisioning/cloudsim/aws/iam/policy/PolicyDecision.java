package io.beta9.provisioning.cloudsim.aws.iam.policy;

import java.util.List;
import java.util.Map;

/** What a set of policies says to one action. */
public enum PolicyDecision {
  ALLOWED,
  EXPLICIT_DENY,
  IMPLICIT_DENY;

  /** Evaluates: a deny wins over every allow, and nothing said is a denial. */
  public static PolicyDecision of(
      List<PolicyDocument> policies,
      String action,
      String resource,
      Map<String, List<String>> context) {
    PolicyDecision result = IMPLICIT_DENY;
    for (PolicyDocument policy : policies) {
      for (Statement statement : policy.statements()) {
        if (statement.coversAction(action)
            && statement.coversResource(resource)
            && statement.conditions().stream().allMatch(test -> test.holds(context))) {
          if (!statement.allow()) {
            return EXPLICIT_DENY;
          }
          result = ALLOWED;
        }
      }
    }
    return result;
  }
}
