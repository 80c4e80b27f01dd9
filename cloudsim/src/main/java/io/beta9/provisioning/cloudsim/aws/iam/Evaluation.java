package io.beta9.provisioning.cloudsim.aws.iam;

import java.util.List;
import java.util.Map;

/** What a set of policies says to one action. */
enum Evaluation {
  ALLOWED,
  EXPLICIT_DENY,
  IMPLICIT_DENY;

  /** Evaluates: a deny wins over every allow, and nothing said is a denial. */
  static Evaluation of(
      List<PolicyDocument> policies,
      String action,
      String resource,
      Map<String, List<String>> context) {
    Evaluation result = IMPLICIT_DENY;
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
