package io.beta9.provisioning.aws.preflight;

import static io.beta9.provisioning.aws.session.AwsFailures.hasCode;

import io.beta9.provisioning.aws.session.AwsFailures;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;

/**
 * Checks by simulation that the role is allowed the required actions. Each action is simulated for
 * the resource that it will be used on, because a role may be restricted to the names that this
 * service uses.
 */
final class PermissionCheck implements Preflight.PreflightCheck {
  private final AwsSession session;
  private final PreflightRequirements requirements;

  PermissionCheck(AwsSession session, PreflightRequirements requirements) {
    this.session = session;
    this.requirements = requirements;
  }

  @Override
  public List<PreflightFinding> findings(InfraModel model) {
    String role = session.target().roleArn();
    List<String> denied = new ArrayList<>();
    List<String> conditional = new ArrayList<>();
    try {
      requirements
          .permissions(model)
          .forEach(required -> simulate(role, required, denied, conditional));
    } catch (SdkException e) {
      if (hasCode(e, "AccessDenied", "NoSuchEntity")) {
        return List.of(
            PreflightFinding.warning(
                Failure.of(FailureCode.PERMISSIONS_NOT_CHECKED).with(FailureParameter.ROLE, role)));
      }
      throw new FailureException(AwsFailures.of("Checking the permissions of the role", e), e);
    }
    List<PreflightFinding> findings = new ArrayList<>();
    if (!denied.isEmpty()) {
      findings.add(
          PreflightFinding.blocking(
              Failure.of(FailureCode.PERMISSIONS_MISSING)
                  .with(FailureParameter.ROLE, role)
                  .with(FailureParameter.ACTIONS, denied)));
    }
    if (!conditional.isEmpty()) {
      findings.add(
          PreflightFinding.warning(
              Failure.of(FailureCode.PERMISSIONS_UNCERTAIN)
                  .with(FailureParameter.ROLE, role)
                  .with(FailureParameter.ACTIONS, conditional)));
    }
    return findings;
  }

  private void simulate(
      String role, RequiredPermissions required, List<String> denied, List<String> conditional) {
    for (EvaluationResult result :
        session
            .iam()
            .simulatePrincipalPolicyPaginator(
                r ->
                    r.policySourceArn(role)
                        .actionNames(required.actions())
                        .resourceArns(required.resourceArn()))
            .evaluationResults()) {
      if (result.evalDecision() != PolicyEvaluationDecisionType.ALLOWED) {
        boolean dependsOnConditions =
            result.evalDecision() == PolicyEvaluationDecisionType.IMPLICIT_DENY
                && !result.missingContextValues().isEmpty();
        (dependsOnConditions ? conditional : denied).add(result.evalActionName());
      }
    }
  }
}
