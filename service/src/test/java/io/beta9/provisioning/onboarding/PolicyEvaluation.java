package io.beta9.provisioning.onboarding;

import io.beta9.provisioning.cloudsim.aws.authorization.RequiredPermission;
import io.beta9.provisioning.cloudsim.aws.iam.policy.PolicyDecision;
import io.beta9.provisioning.cloudsim.aws.iam.policy.PolicyDocument;
import java.util.Collection;
import java.util.List;

/** Evaluates generated policies with the policy engine of the simulated cloud. */
final class PolicyEvaluation {
  static final String ACCOUNT = "123456789012";
  static final String REGION = "us-east-1";
  static final PolicyScope SCOPE =
      PolicyScope.of(ACCOUNT, List.of(REGION)).withPermissionsBoundary("Beta9Boundary");

  private PolicyEvaluation() {}

  /** Returns the policy that consists of these statements. */
  static PolicyDocument policy(Collection<PermissionStatement> statements, PolicyScope scope) {
    return PolicyDocument.parseIdentityPolicy(
        PolicyJson.compact(
            PolicyJson.document(
                statements.stream().map(it -> PolicyJson.statement(it, scope)).toList())));
  }

  static boolean allows(PolicyDocument policy, RequiredPermission permission) {
    return PolicyDecision.of(
            List.of(policy), permission.action(), permission.resource(), permission.context())
        == PolicyDecision.ALLOWED;
  }
}
