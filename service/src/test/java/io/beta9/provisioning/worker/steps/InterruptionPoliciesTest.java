package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.resources.adoption.AdoptionContext.InterruptionPolicy;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.plan.PlanImpact;
import io.beta9.provisioning.terraform.plan.PlanImpactJson;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.worker.role.InMemoryEnvironment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the plan of a step may interrupt, and what is reported of it. */
class InterruptionPoliciesTest {
  private final InMemoryEnvironment environment = new InMemoryEnvironment();
  private final List<EventData> events = new ArrayList<>();

  private InterruptionPolicy policy() {
    return InterruptionPolicies.of(environment, events::add);
  }

  private static PlanImpact impact(String address, Consequence consequence) {
    return new PlanImpact(address, Action.UPDATE, List.of("size"), consequence, null);
  }

  @Test
  void beta9_may_run_once_the_environment_was_provisioned() {
    assertThat(policy().running()).isFalse();

    environment.setProvisionedAt(Instant.EPOCH);

    assertThat(policy().running()).isTrue();
  }

  @Test
  void accepts_only_consequences_that_can_be_accepted() {
    environment.setAcceptedConsequences(Set.of("node-groups", "database-restart", "unknown"));

    assertThat(policy().accepted()).containsExactly(Consequence.NODE_GROUPS);
  }

  @Test
  void the_confirmed_plan_is_that_of_the_request() {
    assertThat(policy().confirmed()).isNull();
    List<PlanImpact> confirmed = List.of(impact("aws_db_instance.this", null));
    environment.setConfirmedChanges(PlanImpactJson.write(confirmed));

    assertThat(policy().confirmed()).isEqualTo(confirmed);
  }

  @Test
  void nothing_is_drained_except_in_the_removal_of_node_groups() {
    assertThat(policy().drained()).isEmpty();
    assertThat(InterruptionPolicies.of(environment, Set.of("a"), events::add).drained())
        .containsExactly("a");
  }

  @Test
  void a_plan_is_recorded_and_each_interruption_announced_with_its_resources() {
    List<PlanImpact> impacts =
        List.of(
            impact("aws_db_instance.this", Consequence.DATABASE_RESTART),
            impact("aws_vpc.this", null),
            impact("aws_nat_gateway.this[\"a\"]", Consequence.NAT),
            impact("aws_nat_gateway.this[\"b\"]", Consequence.NAT));

    policy().planned().accept(impacts);

    assertThat(PlanImpactJson.read(Objects.requireNonNull(environment.recordedPlan())))
        .isEqualTo(impacts);
    assertThat(events)
        .containsExactly(
            new EventData.InterruptionAnnounced(
                "nat",
                Consequence.NAT.description(),
                300,
                List.of("aws_nat_gateway.this[\"a\"]", "aws_nat_gateway.this[\"b\"]")),
            new EventData.InterruptionAnnounced(
                "database-restart",
                Consequence.DATABASE_RESTART.description(),
                600,
                List.of("aws_db_instance.this")));
  }

  @Test
  void an_announcement_names_five_resources_and_counts_the_others() {
    policy()
        .planned()
        .accept(
            IntStream.range(0, 7)
                .mapToObj(number -> impact("aws_subnet.this[" + number + "]", Consequence.SUBNETS))
                .toList());

    assertThat(events)
        .singleElement()
        .isInstanceOfSatisfying(
            EventData.InterruptionAnnounced.class,
            announced ->
                assertThat(announced.resources())
                    .hasSize(6)
                    .endsWith("aws_subnet.this[4]", "2 more"));
  }
}
