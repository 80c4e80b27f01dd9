package io.beta9.provisioning.terraform.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.failure.text.IrreplaceableContent;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.event.TerraformEvent.PlannedChange;
import io.beta9.provisioning.terraform.event.TerraformEvent.ResourceRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanGuardTest {
  private static final PlanGuard GUARD = new PlanGuard(ResourceCatalog.AWS);

  @Test
  void rejects_replacing_a_database() {
    assertThat(GUARD.checkApply(plan("aws_db_instance", Action.REPLACE, "tainted"), Set.of()))
        .hasValueSatisfying(
            failure -> {
              assertThat(failure.kind()).isEqualTo(FailureClass.CONFLICT);
              assertThat(failure.code()).isEqualTo(FailureCode.PLAN_WOULD_DESTROY);
              assertThat(failure.subject()).isEqualTo(new ResourceAddress("aws_db_instance.this"));
              assertThat(failure.parameter(FailureParameter.ACTION)).contains("replace");
              assertThat(failure.parameter(FailureParameter.REPORTED)).contains("tainted");
            });
  }

  @Test
  void accepts_deleting_what_the_user_requested_to_remove() {
    assertThat(
            GUARD.checkApply(
                plan("aws_s3_bucket", Action.DELETE, null), Set.of("aws_s3_bucket.this")))
        .isEmpty();
  }

  @Test
  void accepts_replacing_what_can_be_recreated_and_updating_a_cluster() {
    assertThat(GUARD.checkApply(plan("aws_eks_addon", Action.REPLACE, null), Set.of())).isEmpty();
    assertThat(GUARD.checkApply(plan("aws_eks_cluster", Action.UPDATE, null), Set.of())).isEmpty();
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
  void rejects_creating_a_resource_that_may_exist() {
    assertThat(checkRecovery(planned("aws_vpc", Action.CREATE, false)))
        .hasValueSatisfying(
            failure -> {
              assertThat(failure.code()).isEqualTo(FailureCode.PLAN_WOULD_DUPLICATE);
              assertThat(failure.subject()).isEqualTo(new ResourceAddress("aws_vpc.this"));
            });
    assertThat(
            GUARD.checkRecovery(
                List.of(planned("aws_vpc", Action.CREATE, false)), Set.of("aws_vpc.this"), false))
        .isEmpty();
  }

  @Test
  void rejects_replacing_or_unexpectedly_changing_an_imported_resource() {
    assertThat(checkRecovery(planned("aws_subnet", Action.REPLACE, true)))
        .hasValueSatisfying(
            failure -> {
              assertThat(failure.subject()).isEqualTo(new ResourceAddress("aws_subnet.this"));
              assertThat(failure.parameter(FailureParameter.ACTION)).contains("replace");
            });
    assertThat(
            checkRecovery(planned("aws_db_instance", Action.UPDATE, true, "password_wo_version")))
        .isEmpty();
    assertThat(
            checkRecovery(
                planned(
                    "aws_db_instance", Action.UPDATE, true, "password_wo_version", "storage_type")))
        .hasValueSatisfying(
            failure -> {
              assertThat(failure.code()).isEqualTo(FailureCode.PLAN_WOULD_CHANGE);
              assertThat(failure.subject()).isEqualTo(new ResourceAddress("aws_db_instance.this"));
              assertThat(failure.parameter(FailureParameter.ATTRIBUTES)).contains("storage_type");
            });
    assertThat(
            checkRecovery(
                planned("aws_elasticache_replication_group", Action.UPDATE, true, "node_type")))
        .isPresent();
  }

  @Test
  void accepts_a_requested_change_of_an_imported_resource_except_of_its_identity() {
    assertThat(
            GUARD.checkRecovery(
                List.of(planned("aws_db_instance", Action.UPDATE, true, "instance_class")),
                Set.of(),
                true))
        .isEmpty();
    assertThat(
            GUARD.checkRecovery(
                List.of(planned("aws_db_instance", Action.UPDATE, true, "identifier")),
                Set.of(),
                true))
        .isPresent();
  }

  @Test
  void accepts_replacing_a_tainted_resource_but_not_a_tainted_database() {
    assertThat(checkRecovery(tainted("aws_eks_node_group"))).isEmpty();
    assertThat(checkRecovery(tainted("aws_db_instance")))
        .hasValueSatisfying(
            failure -> {
              assertThat(failure.subject()).isEqualTo(new ResourceAddress("aws_db_instance.this"));
              assertThat(failure.parameter(FailureParameter.LOSS))
                  .contains(IrreplaceableContent.DATABASE.code());
            });
    assertThat(checkRecovery(planned("aws_eks_node_group", Action.DELETE, false))).isPresent();
  }

  @Test
  void accepts_creating_only_settings_in_an_import_before_a_destroy() {
    assertThat(
            GUARD.checkImportOnly(
                List.of(planned("aws_iam_role_policy", Action.CREATE, false)),
                Set.of("aws_iam_role_policy.this")))
        .isEmpty();
    assertThat(
            GUARD.checkImportOnly(
                List.of(planned("aws_nat_gateway", Action.CREATE, false)), Set.of()))
        .isPresent();
  }

  private static java.util.Optional<io.beta9.provisioning.failure.Failure> checkRecovery(
      PlannedResource resource) {
    return GUARD.checkRecovery(List.of(resource), Set.of(), false);
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
