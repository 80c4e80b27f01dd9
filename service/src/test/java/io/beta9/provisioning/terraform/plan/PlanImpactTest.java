package io.beta9.provisioning.terraform.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.resources.catalog.ResourceDescriptor;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a plan interrupts and loses, and what of it has to be accepted. */
class PlanImpactTest {
  private static PlannedResource resource(
      String type, Action action, @Nullable String reason, String... changed) {
    return new PlannedResource(
        type + ".this", type, action, reason, false, Set.of(changed), Map.of(), Map.of(), Map.of());
  }

  private static PlanImpact impact(
      String type, Action action, @Nullable String reason, String... changed) {
    return PlanImpact.of(List.of(resource(type, action, reason, changed)), ResourceCatalog.AWS)
        .getFirst();
  }

  @Test
  void every_type_of_the_module_interrupts_something_or_holds_data_or_is_declared_harmless() {
    // The descriptor of a type without a declaration cannot be built.
    assertThat(ResourceCatalog.AWS.descriptors())
        .filteredOn(
            each -> each.interruptionByRemoval().isEmpty() && each.irreplaceable().isEmpty())
        .extracting(ResourceDescriptor::type)
        .allMatch(
            type ->
                type.startsWith("aws_s3_bucket_")
                    // Removed on request, when logs are switched off.
                    || type.equals("aws_cloudwatch_log_group")
                    || type.equals("aws_flow_log")
                    // Removed when a role no longer administers the cluster.
                    || type.equals("aws_eks_access_entry")
                    || type.equals("aws_eks_access_policy_association")
                    || type.equals("aws_kms_alias")
                    || type.equals("aws_ecr_lifecycle_policy"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Action.class,
      names = {"DELETE", "REPLACE"})
  void rejects_removing_what_the_platform_depends_on_unless_exactly_that_is_accepted(
      Action action) {
    List<PlanImpact> impacts =
        List.of(
            impact("aws_eks_node_group", action, null),
            impact("aws_nat_gateway", action, null),
            impact("aws_db_instance", Action.UPDATE, null, "tags"));

    assertThat(PlanGuard.checkInterruption(impacts, Set.of(Consequence.NODE_GROUPS)))
        .hasValueSatisfying(
            failure -> {
              assertThat(failure.code()).isEqualTo(FailureCode.UPDATE_WOULD_INTERRUPT);
              assertThat(failure.parameter(FailureParameter.RESOURCES))
                  .contains("aws_eks_node_group.this, aws_nat_gateway.this");
              assertThat(failure.parameter(FailureParameter.ACCEPTANCES))
                  .contains("node-groups,nat");
            });
    assertThat(
            PlanGuard.checkInterruption(impacts, Set.of(Consequence.NODE_GROUPS, Consequence.NAT)))
        .isEmpty();
  }

  @Test
  void accepts_replacing_what_was_not_created_completely() {
    PlanImpact tainted = impact("aws_eks_node_group", Action.REPLACE, "replace_because_tainted");
    assertThat(tainted.consequence()).isNull();
    assertThat(PlanGuard.checkInterruption(List.of(tainted), Set.of())).isEmpty();
  }

  @Test
  void announces_a_restart_of_the_database_without_an_acceptance() {
    PlanImpact restart = impact("aws_db_instance", Action.UPDATE, null, "instance_class", "tags");
    assertThat(restart.consequence()).isEqualTo(Consequence.DATABASE_RESTART);
    assertThat(restart.attributes()).containsExactly("instance_class", "tags");
    assertThat(PlanGuard.checkInterruption(List.of(restart), Set.of())).isEmpty();
  }

  @Test
  void a_change_of_tags_interrupts_nothing() {
    assertThat(impact("aws_db_instance", Action.UPDATE, null, "tags").consequence()).isNull();
    assertThat(impact("aws_subnet", Action.CREATE, null).consequence()).isNull();
  }

  @Test
  void names_the_data_that_is_lost() {
    assertThat(impact("aws_db_instance", Action.DELETE, null).loss()).contains("database");
  }

  @Test
  void leaves_out_what_does_not_change() {
    assertThat(
            PlanImpact.of(
                List.of(
                    resource("aws_vpc", Action.NOOP, null), resource("aws_vpc", Action.READ, null)),
                ResourceCatalog.AWS))
        .isEmpty();
  }

  @Test
  void rejects_what_the_confirmed_plan_did_not_show() {
    PlanImpact restart = impact("aws_db_instance", Action.UPDATE, null, "instance_class");
    PlanImpact tags = impact("aws_db_instance", Action.UPDATE, null, "tags");

    assertThat(PlanGuard.checkConfirmed(List.of(restart), List.of(restart))).isEmpty();
    assertThat(PlanGuard.checkConfirmed(List.of(tags), List.of())).isEmpty();
    assertThat(PlanGuard.checkConfirmed(List.of(restart), null)).isEmpty();
    assertThat(PlanGuard.checkConfirmed(List.of(restart), List.of(tags)))
        .hasValueSatisfying(
            failure -> {
              assertThat(failure.code()).isEqualTo(FailureCode.UPDATE_PLAN_CHANGED);
              assertThat(failure.parameter(FailureParameter.RESOURCES).orElseThrow())
                  .contains("aws_db_instance.this");
            });
  }

  @Test
  void its_stored_form_is_read_as_it_was() {
    List<PlanImpact> impacts =
        List.of(
            impact("aws_db_instance", Action.DELETE, null),
            impact("aws_db_instance", Action.UPDATE, null, "instance_class"));
    assertThat(PlanImpactJson.read(PlanImpactJson.write(impacts))).isEqualTo(impacts);
  }
}
