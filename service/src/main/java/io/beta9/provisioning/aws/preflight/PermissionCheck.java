package io.beta9.provisioning.aws.preflight;

import static io.beta9.provisioning.aws.session.AwsFailures.hasCode;

import io.beta9.provisioning.aws.session.AwsFailures;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.onboarding.EnvironmentResources;
import io.beta9.provisioning.onboarding.PermissionQuery;
import io.beta9.provisioning.provider.preflight.PreflightFinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.ContextKeyTypeEnum;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;

/**
 * Checks by simulation that the role has all permissions that customers are asked to grant. Each
 * action is simulated for the resource that it will be used on and with the tags that it will have,
 * because a role may be restricted to the names and tags that this service uses.
 */
final class PermissionCheck implements Preflight.PreflightCheck {
  private static final int MAX_SHOWN = 20;

  private final AwsSession session;

  PermissionCheck(AwsSession session) {
    this.session = session;
  }

  @Override
  public boolean isAdvisory() {
    return true;
  }

  @Override
  public List<PreflightFinding> findings(InfraModel model) {
    String role = session.target().roleArn();
    Set<String> denied = new TreeSet<>();
    Set<String> conditional = new TreeSet<>();
    List<PreflightFinding> findings = new ArrayList<>();
    try {
      PermissionQuery.of(resources(model))
          .forEach(query -> simulate(role, query, denied, conditional));
    } catch (SdkException e) {
      // What was denied before is missing, whatever the rest would be.
      findings.add(PreflightFinding.warning(notChecked(role, e)));
    }
    if (!denied.isEmpty()) {
      findings.add(
          PreflightFinding.blocking(
              Failure.of(FailureCode.PERMISSIONS_MISSING)
                  .with(FailureParameter.ROLE, role)
                  .with(FailureParameter.ACTIONS, shown(denied))));
    }
    if (!conditional.isEmpty()) {
      findings.add(
          PreflightFinding.warning(
              Failure.of(FailureCode.PERMISSIONS_UNCERTAIN)
                  .with(FailureParameter.ROLE, role)
                  .with(FailureParameter.ACTIONS, shown(conditional))));
    }
    return findings;
  }

  /**
   * @throws FailureException if the role cannot be used at all
   */
  private static Failure notChecked(String role, SdkException e) {
    if (hasCode(e, "AccessDenied", "NoSuchEntity")) {
      return Failure.of(FailureCode.PERMISSIONS_NOT_CHECKED).with(FailureParameter.ROLE, role);
    }
    Failure failure = AwsFailures.of("Checking the permissions of the role", e);
    if (failure.code() == FailureCode.ROLE_NOT_ASSUMABLE) {
      throw new FailureException(failure, e);
    }
    return failure;
  }

  /** Returns the first actions, so that a message about a role without permissions is readable. */
  private static List<String> shown(Set<String> actions) {
    List<String> shown = new ArrayList<>(actions.stream().limit(MAX_SHOWN).toList());
    if (actions.size() > MAX_SHOWN) {
      shown.add((actions.size() - MAX_SHOWN) + " others");
    }
    return shown;
  }

  private static EnvironmentResources resources(InfraModel model) {
    return new EnvironmentResources(
        model.accountId(),
        model.region(),
        model.resourcePrefix(),
        model.environmentId(),
        model.objectStore().bucketName(),
        model.tags(),
        model.permissionsBoundary());
  }

  private static List<ContextEntry> context(PermissionQuery query) {
    return query.context().entrySet().stream()
        .map(
            entry ->
                ContextEntry.builder()
                    .contextKeyName(entry.getKey())
                    .contextKeyType(
                        entry.getValue().equals("true")
                            ? ContextKeyTypeEnum.BOOLEAN
                            : ContextKeyTypeEnum.STRING)
                    .contextKeyValues(entry.getValue())
                    .build())
        .toList();
  }

  private void simulate(
      String role, PermissionQuery query, Set<String> denied, Set<String> conditional) {
    for (EvaluationResult result :
        session
            .iam()
            .simulatePrincipalPolicyPaginator(
                r ->
                    r.policySourceArn(role)
                        .actionNames(query.actions())
                        .resourceArns(query.resource())
                        .contextEntries(context(query)))
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
