package io.beta9.provisioning.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.aws.authorization.RequiredPermission;
import io.beta9.provisioning.cloudsim.aws.iam.policy.PolicyDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Evaluates the recorded permissions of a full cycle against the list of allowed actions. */
class RecordedPermissionsTest {
  private static final List<PermissionStatement> STATEMENTS = RolePermissions.statements();
  private static final List<RequiredPermission> RECORDED = RecordedPermissions.all();

  private static List<RequiredPermission> deniedBy(List<PermissionStatement> statements) {
    PolicyDocument policy = PolicyEvaluation.policy(statements, PolicyEvaluation.SCOPE);
    return RECORDED.stream()
        .filter(permission -> !PolicyEvaluation.allows(policy, permission))
        .toList();
  }

  /** Returns the statements of which the cycle calls any action. */
  static List<PermissionStatement> calledStatements() {
    return STATEMENTS.stream()
        .filter(statement -> statement.actions().stream().anyMatch(it -> isCalled(statement, it)))
        .toList();
  }

  @Test
  void the_complete_policy_denies_no_recorded_request() {
    assertThat(RECORDED).hasSizeGreaterThan(300);
    assertThat(deniedBy(STATEMENTS)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("calledStatements")
  void without_this_statement_a_recorded_request_is_denied(PermissionStatement statement) {
    List<PermissionStatement> others = new ArrayList<>(STATEMENTS);
    others.remove(statement);

    assertThat(deniedBy(others)).as(statement.id()).isNotEmpty();
  }

  /** An action that is never called needs a written reason. */
  @ParameterizedTest
  @MethodSource("allStatements")
  void every_action_is_called_by_the_recorded_cycle_or_has_a_reason(PermissionStatement statement) {
    assertThat(statement.actions())
        .filteredOn(action -> action.unrecordedReason() == null)
        .filteredOn(action -> !isCalled(statement, action))
        .as("neither called nor explained in " + statement.id())
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("allStatements")
  void a_reason_is_stated_only_for_what_is_not_called(PermissionStatement statement) {
    assertThat(statement.actions())
        .filteredOn(action -> action.unrecordedReason() != null)
        .filteredOn(action -> isCalled(statement, action))
        .as("called, hence without a reason, in " + statement.id())
        .isEmpty();
  }

  static List<PermissionStatement> allStatements() {
    return STATEMENTS;
  }

  /**
   * Otherwise the policy would apply to more requests than the cycle needs, for example foreign.
   */
  @Test
  void the_policy_denies_the_recorded_requests_elsewhere() {
    PolicyDocument policy = PolicyEvaluation.policy(STATEMENTS, PolicyEvaluation.SCOPE);

    assertThat(RECORDED)
        .filteredOn(permission -> !permission.action().matches("(iam|route53):.*"))
        .allSatisfy(
            permission -> {
              Map<String, List<String>> elsewhere = new TreeMap<>(permission.context());
              elsewhere.put("aws:requestedregion", List.of("eu-west-3"));
              assertThat(
                      PolicyEvaluation.allows(
                          policy,
                          new RequiredPermission(
                              permission.action(), permission.resource(), elsewhere)))
                  .as(permission.toString())
                  .isFalse();
            });
  }

  private static boolean isCalled(PermissionStatement statement, AllowedAction action) {
    PolicyDocument alone =
        PolicyEvaluation.policy(
            List.of(
                new PermissionStatement(
                    statement.id(),
                    statement.part(),
                    statement.regional(),
                    statement.bounded(),
                    List.of(action),
                    statement.conditions())),
            PolicyEvaluation.SCOPE);
    return RECORDED.stream()
        .filter(permission -> permission.action().equals(action.name()))
        .anyMatch(permission -> PolicyEvaluation.allows(alone, permission));
  }
}
