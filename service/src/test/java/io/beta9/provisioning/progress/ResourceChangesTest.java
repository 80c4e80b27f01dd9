package io.beta9.provisioning.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.progress.ResourceChange.ChangeState;
import io.beta9.provisioning.resources.catalog.ResourceSubject;
import io.beta9.provisioning.terraform.event.TerraformEvent;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.event.TerraformEvent.ResourceRef;
import io.beta9.provisioning.terraform.stack.ModuleDependencies;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResourceChangesTest {
  private static final Instant START = Instant.parse("2026-11-30T12:00:00Z");
  private static final ResourceRef DATABASE =
      new ResourceRef("aws_db_instance.this", "aws_db_instance");

  private static TerraformEvent planned(Action action) {
    return new TerraformEvent.PlannedChange(START, "", DATABASE, action, null, false);
  }

  private static TerraformEvent started(Action action, long second) {
    return new TerraformEvent.ApplyStart(START.plusSeconds(second), "", DATABASE, action);
  }

  private static TerraformEvent done(Action action, long seconds) {
    return new TerraformEvent.ApplyComplete(START, "", DATABASE, action, null, null, seconds);
  }

  private static TerraformEvent failed(long seconds) {
    return new TerraformEvent.ApplyErrored(START, "", DATABASE, Action.CREATE, seconds);
  }

  private static ResourceChange after(TerraformEvent... events) {
    return ResourceChanges.of(List.of(events)).getFirst();
  }

  @Test
  void a_change_waits_runs_and_ends() {
    assertThat(after(planned(Action.CREATE)).state()).isEqualTo(ChangeState.WAITING);
    ResourceChange running = after(planned(Action.CREATE), started(Action.CREATE, 3));
    assertThat(running.state()).isEqualTo(ChangeState.RUNNING);
    assertThat(running.elapsed(START.plusSeconds(10))).isEqualTo(Duration.ofSeconds(7));
    ResourceChange done =
        after(planned(Action.CREATE), started(Action.CREATE, 3), done(Action.CREATE, 90));
    assertThat(done.state()).isEqualTo(ChangeState.DONE);
    assertThat(done.elapsed(START.plusSeconds(1000))).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void a_replaced_resource_is_done_when_it_has_been_recreated() {
    ResourceChange deleted =
        after(planned(Action.REPLACE), started(Action.DELETE, 0), done(Action.DELETE, 60));
    assertThat(deleted.state()).isEqualTo(ChangeState.RUNNING);
    assertThat(
            after(
                    planned(Action.REPLACE),
                    started(Action.DELETE, 0),
                    done(Action.DELETE, 60),
                    started(Action.CREATE, 60),
                    done(Action.CREATE, 90))
                .state())
        .isEqualTo(ChangeState.DONE);
  }

  @Test
  void a_later_run_repeats_what_failed_and_keeps_what_was_done() {
    assertThat(
            after(
                    planned(Action.CREATE),
                    started(Action.CREATE, 0),
                    failed(5),
                    planned(Action.CREATE))
                .state())
        .isEqualTo(ChangeState.WAITING);
    assertThat(
            after(
                    planned(Action.CREATE),
                    started(Action.CREATE, 0),
                    done(Action.CREATE, 5),
                    planned(Action.CREATE))
                .state())
        .isEqualTo(ChangeState.DONE);
  }

  @Test
  void the_usual_time_is_the_median_or_that_of_the_catalogue() {
    List<ResourceChange> changes = List.of(after(planned(Action.CREATE)));
    OperationResources known =
        OperationResourcesReader.of(
            "op", changes, Map.of("aws_db_instance create", Duration.ofMinutes(7)), START);
    assertThat(known.resources().getFirst().usual()).isEqualTo(Duration.ofMinutes(7));
    assertThat(known.resources().getFirst().subject()).isEqualTo(ResourceSubject.DATABASE);
    assertThat(known.remaining()).isEqualTo(Duration.ofMinutes(7));
    OperationResources unknown = OperationResourcesReader.of("op", changes, Map.of(), START);
    assertThat(unknown.resources().getFirst().usual()).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void the_dependencies_are_those_of_the_module() {
    Map<String, java.util.Set<String>> direct = ModuleDependencies.direct();
    assertThat(direct.get("aws_eks_node_group.this"))
        .contains(
            "aws_eks_cluster.this",
            "aws_launch_template.nodes",
            "aws_subnet.private",
            "aws_eks_addon.vpc_cni",
            "aws_route.private_nat");
    assertThat(direct.get("aws_iam_role.gateway"))
        .as("through a local value")
        .contains("aws_iam_openid_connect_provider.cluster");
    assertThat(direct.get("aws_vpc.this")).isEmpty();
    assertThat(direct.values().stream().flatMap(java.util.Set::stream)).isSubsetOf(direct.keySet());
  }
}
