package io.beta9.provisioning.cloudsim.aws.iam.policy;

import java.util.List;
import java.util.Map;

/** The decision of a set of policies on an action. */
public enum PolicyDecision {
  ALLOWED,
  EXPLICIT_DENY,
  IMPLICIT_DENY;

  /**
   * Evaluates policies: a deny overrides every allow; without a matching statement the action is
   * denied.
   */
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
