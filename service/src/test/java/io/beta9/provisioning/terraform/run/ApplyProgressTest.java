package io.beta9.provisioning.terraform.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.terraform.event.TerraformEvent;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.event.TerraformEvent.ResourceRef;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ApplyProgressTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void counts_planned_completed_and_in_flight_resources() {
    ApplyProgress progress =
        ApplyProgress.start()
            .with(planned("aws_vpc.this", Action.CREATE))
            .with(planned("aws_db_instance.this", Action.CREATE))
            .with(planned("aws_eip.nat", Action.NOOP))
            .with(started("data.aws_x.y", Action.READ, 0))
            .with(started("aws_vpc.this", Action.CREATE, 0))
            .with(completed("aws_vpc.this", Action.CREATE, 2))
            .with(started("aws_db_instance.this", Action.CREATE, 3));

    assertThat(progress.planned()).isEqualTo(2);
    assertThat(progress.completed()).isEqualTo(1);
    assertThat(progress.inFlight()).hasSize(1);
    assertThat(progress.inFlight().getFirst().address()).isEqualTo("aws_db_instance.this");
    assertThat(progress.inFlight().getFirst().seconds(START.plusSeconds(63))).isEqualTo(60);
    assertThat(progress.waiting()).isEmpty();
  }

  @Test
  void counts_a_replaced_resource_as_completed_after_its_creation() {
    ApplyProgress deleted =
        ApplyProgress.start()
            .with(planned("a.b", Action.REPLACE))
            .with(started("a.b", Action.DELETE, 0))
            .with(completed("a.b", Action.DELETE, 1));
    assertThat(deleted.completed()).isZero();

    assertThat(
            deleted
                .with(started("a.b", Action.CREATE, 1))
                .with(completed("a.b", Action.CREATE, 2))
                .completed())
        .isEqualTo(1);
  }

  @Test
  void counts_repeated_events_once() {
    ApplyProgress once =
        ApplyProgress.start()
            .with(planned("a.b", Action.CREATE))
            .with(started("a.b", Action.CREATE, 0))
            .with(completed("a.b", Action.CREATE, 1));

    assertThat(
            once.with(planned("a.b", Action.CREATE))
                .with(started("a.b", Action.CREATE, 0))
                .with(completed("a.b", Action.CREATE, 1)))
        .isEqualTo(once);
  }

  @Test
  void does_not_report_failed_resources_as_in_flight() {
    ApplyProgress progress =
        ApplyProgress.start()
            .with(planned("a.b", Action.CREATE))
            .with(started("a.b", Action.CREATE, 0))
            .with(
                new TerraformEvent.ApplyErrored(
                    START, "", new ResourceRef("a.b", "a"), Action.CREATE, 1));

    assertThat(progress.inFlight()).isEmpty();
    assertThat(progress.failed()).containsExactly("a.b");
  }

  private static TerraformEvent planned(String address, Action action) {
    return new TerraformEvent.PlannedChange(START, "", ref(address), action, null, false);
  }

  private static TerraformEvent started(String address, Action action, long at) {
    return new TerraformEvent.ApplyStart(START.plusSeconds(at), "", ref(address), action);
  }

  private static TerraformEvent completed(String address, Action action, long at) {
    return new TerraformEvent.ApplyComplete(
        START.plusSeconds(at), "", ref(address), action, "id", "x", 1);
  }

  private static ResourceRef ref(String address) {
    return new ResourceRef(address, address.substring(0, address.indexOf('.')));
  }
}
