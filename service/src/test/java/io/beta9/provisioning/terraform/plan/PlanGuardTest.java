package io.beta9.provisioning.terraform.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.terraform.run.TerraformEvent.Action;
import io.beta9.provisioning.terraform.run.TerraformEvent.PlannedChange;
import io.beta9.provisioning.terraform.run.TerraformEvent.ResourceRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanGuardTest {

  @Test
  void aDatabaseIsNotReplaced() {
    assertThat(PlanGuard.check(plan("aws_db_instance", Action.REPLACE, "tainted"), Set.of()))
        .hasValueSatisfying(
            failure -> {
              assertThat(failure.kind()).isEqualTo(FailureClass.CONFLICT);
              assertThat(failure.code()).isEqualTo("plan-would-destroy");
              assertThat(failure.message()).contains("aws_db_instance.this", "untaint");
            });
  }

  @Test
  void whatAPersonHasAskedToLoseMayGo() {
    assertThat(
            PlanGuard.check(
                plan("aws_s3_bucket", Action.DELETE, null), Set.of("aws_s3_bucket.this")))
        .isEmpty();
  }

  @Test
  void whatCanBeMadeAgainMayBeReplaced() {
    assertThat(PlanGuard.check(plan("aws_eks_addon", Action.REPLACE, null), Set.of())).isEmpty();
    assertThat(PlanGuard.check(plan("aws_eks_cluster", Action.UPDATE, null), Set.of())).isEmpty();
  }

  private static PlanSummary plan(String type, Action action, String reason) {
    return new PlanSummary(
        0,
        0,
        1,
        0,
        List.of(
            new PlannedChange(
                Instant.EPOCH, "", new ResourceRef(type + ".this", type), action, reason, false)));
  }

  @Test
  void what_may_be_there_already_is_not_made_again() {
    assertThat(goingOn(planned("aws_vpc", Action.CREATE, false)))
        .hasValueSatisfying(
            failure -> {
              assertThat(failure.code()).isEqualTo("plan-would-duplicate");
              assertThat(failure.message()).contains("aws_vpc.this");
            });
    assertThat(
            PlanGuard.checkGoingOn(
                List.of(planned("aws_vpc", Action.CREATE, false)), Set.of("aws_vpc.this"), false))
        .isEmpty();
  }

  @Test
  void what_is_taken_over_is_neither_lost_nor_changed_in_what_an_import_knows() {
    assertThat(goingOn(planned("aws_subnet", Action.REPLACE, true)))
        .hasValueSatisfying(
            failure -> assertThat(failure.message()).contains("replace aws_subnet.this"));
    assertThat(goingOn(planned("aws_db_instance", Action.UPDATE, true, "password_wo_version")))
        .isEmpty();
    assertThat(
            goingOn(
                planned(
                    "aws_db_instance", Action.UPDATE, true, "password_wo_version", "storage_type")))
        .hasValueSatisfying(
            failure -> {
              assertThat(failure.code()).isEqualTo("plan-would-change");
              assertThat(failure.message()).contains("storage_type", "aws_db_instance.this");
            });
    assertThat(
            goingOn(
                planned("aws_elasticache_replication_group", Action.UPDATE, true, "auth_token")))
        .isPresent();
  }

  @Test
  void a_change_that_was_asked_for_may_meet_what_is_taken_over_but_not_its_identity() {
    assertThat(
            PlanGuard.checkGoingOn(
                List.of(planned("aws_db_instance", Action.UPDATE, true, "instance_class")),
                Set.of(),
                true))
        .isEmpty();
    assertThat(
            PlanGuard.checkGoingOn(
                List.of(planned("aws_db_instance", Action.UPDATE, true, "identifier")),
                Set.of(),
                true))
        .isPresent();
  }

  @Test
  void a_setting_that_was_left_half_made_is_made_anew_and_a_database_is_not() {
    assertThat(goingOn(tainted("aws_eks_node_group"))).isEmpty();
    assertThat(goingOn(tainted("aws_db_instance")))
        .hasValueSatisfying(
            failure ->
                assertThat(failure.message()).contains("aws_db_instance.this", "the database"));
    assertThat(goingOn(planned("aws_eks_node_group", Action.DELETE, false))).isPresent();
  }

  @Test
  void taking_over_before_a_destroy_makes_nothing_but_settings() {
    assertThat(
            PlanGuard.checkImportOnly(
                List.of(planned("aws_iam_role_policy", Action.CREATE, false)),
                Set.of("aws_iam_role_policy.this")))
        .isEmpty();
    assertThat(
            PlanGuard.checkImportOnly(
                List.of(planned("aws_nat_gateway", Action.CREATE, false)), Set.of()))
        .isPresent();
  }

  private static java.util.Optional<io.beta9.provisioning.failure.Failure> goingOn(
      PlannedResource resource) {
    return PlanGuard.checkGoingOn(List.of(resource), Set.of(), false);
  }

  private static PlannedResource planned(
      String type, Action action, boolean importing, String... changed) {
    return new PlannedResource(
        type + ".this",
        type,
        action,
        null,
        importing,
        Set.of(changed),
        Map.of(),
        Map.of(),
        Map.of());
  }

  private static PlannedResource tainted(String type) {
    return new PlannedResource(
        type + ".this",
        type,
        Action.REPLACE,
        "replace_because_tainted",
        false,
        Set.of(),
        Map.of(),
        Map.of(),
        Map.of());
  }
}
