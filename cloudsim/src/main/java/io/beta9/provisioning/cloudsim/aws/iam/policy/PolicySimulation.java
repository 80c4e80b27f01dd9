package io.beta9.provisioning.cloudsim.aws.iam.policy;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.Partition;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamErrors;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamState;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyResponse;

/**
 * SimulatePrincipalPolicy: evaluates the policies of a role or user. A condition {@code deny} with
 * the subject {@code service:Operation} appears as an explicit deny by the organization.
 */
public final class PolicySimulation {
  private static final Pattern PRINCIPAL =
      Pattern.compile(Partition.ANY_ARN + ":iam::(\\d{12}):(role|user)/(?:.*/)?([^/]+)");

  private final StateStore store;
  private final PrincipalPolicies grants;

  public PolicySimulation(StateStore store, PrincipalPolicies grants) {
    this.store = store;
    this.grants = grants;
  }

  public void register(Operations operations) {
    operations.on(SimulatePrincipalPolicyRequest.class, this::simulate);
  }

  private SimulatePrincipalPolicyResponse simulate(
      SimulatePrincipalPolicyRequest request, Call call) {
    Subject subject = subject(request.policySourceArn(), call);
    List<PolicyDocument> policies = new ArrayList<>(subject.policies());
    request
        .policyInputList()
        .forEach(text -> policies.add(PolicyDocument.parseIdentityPolicy(text)));
    Map<String, List<String>> context = new TreeMap<>();
    request
        .contextEntries()
        .forEach(
            entry ->
                context.put(
                    entry.contextKeyName().toLowerCase(Locale.ROOT), entry.contextKeyValues()));
    List<String> resources =
        request.resourceArns().isEmpty() ? List.of("*") : request.resourceArns();
    List<EvaluationResult> results = new ArrayList<>();
    for (String action : request.actionNames()) {
      if (!action.contains(":")) {
        throw IamErrors.invalidInput("Invalid input: action name " + action + " is not valid.");
      }
      for (String resource : resources) {
        results.add(
            result(new Subject(policies, subject.boundary()), action, resource, context, call));
      }
    }
    Page<EvaluationResult> page = Page.of(results, request.marker(), request.maxItems(), 100);
    return SimulatePrincipalPolicyResponse.builder()
        .evaluationResults(page.items())
        .isTruncated(page.truncated())
        .marker(page.next())
        .build();
  }

  private static EvaluationResult result(
      Subject subject,
      String action,
      String resource,
      Map<String, List<String>> context,
      Call call) {
    PolicyDecision evaluated = subject.decide(action, resource, context);
    boolean denied = call.cloud().conditions().find("deny", action).isPresent();
    PolicyEvaluationDecisionType decision =
        denied
            ? PolicyEvaluationDecisionType.EXPLICIT_DENY
            : switch (evaluated) {
              case ALLOWED -> PolicyEvaluationDecisionType.ALLOWED;
              case EXPLICIT_DENY -> PolicyEvaluationDecisionType.EXPLICIT_DENY;
              case IMPLICIT_DENY -> PolicyEvaluationDecisionType.IMPLICIT_DENY;
            };
    EvaluationResult.Builder result =
        EvaluationResult.builder()
            .evalActionName(action)
            .evalResourceName(resource)
            .evalDecision(decision)
            .missingContextValues(subject.missingKeys(action, resource, context));
    if (denied) {
      result.organizationsDecisionDetail(detail -> detail.allowedByOrganizations(false));
    }
    return result.build();
  }

  /** A role or user: its identity policies and its permissions boundary. */
  private record Subject(List<PolicyDocument> policies, Optional<PolicyDocument> boundary) {

    PolicyDecision decide(String action, String resource, Map<String, List<String>> context) {
      PolicyDecision decision = PolicyDecision.of(policies, action, resource, context);
      return decision == PolicyDecision.ALLOWED && boundary.isPresent()
          ? PolicyDecision.of(List.of(boundary.get()), action, resource, context)
          : decision;
    }

    /** Returns the condition keys of the statements that could match, without a given value. */
    List<String> missingKeys(String action, String resource, Map<String, List<String>> context) {
      return Stream.concat(policies.stream(), boundary.stream())
          .flatMap(policy -> policy.statements().stream())
          .filter(it -> it.coversAction(action) && it.coversResource(resource))
          .flatMap(statement -> statement.conditions().stream())
          .map(StatementCondition::key)
          .filter(key -> !context.containsKey(key))
          .distinct()
          .toList();
    }
  }

  private Subject subject(String arn, Call call) {
    Matcher matcher = PRINCIPAL.matcher(arn);
    if (!matcher.matches()) {
      throw IamErrors.invalidInput(
          "Invalid Entity Arn: " + arn + " does not clearly define entity type and name.");
    }
    if (!matcher.group(1).equals(call.account())) {
      throw IamErrors.noSuchEntity("The principal " + arn + " is not in this account.");
    }
    IamState state = IamState.of(store, call.account());
    String name = matcher.group(3);
    boolean role = matcher.group(2).equals("role");
    AttachedPermissionsBoundary boundary =
        role
            ? state.role(name).role.permissionsBoundary()
            : state.user(name).user.permissionsBoundary();
    return new Subject(
        grants.documents(
            role ? state.role(name).policies : state.user(name).policies, call.account()),
        Optional.ofNullable(boundary)
            .map(it -> grants.document(it.permissionsBoundaryArn(), call.account())));
  }
}
