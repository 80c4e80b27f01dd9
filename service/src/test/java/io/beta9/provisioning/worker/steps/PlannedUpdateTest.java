package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.terraform.plan.StateResources;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.tfstate.lock.StateLocks;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.StoredEvent;
import io.beta9.provisioning.worker.pipeline.EnvironmentRows;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An update that is only planned, with the real Terraform and its state in S3. */
@Tag("slow")
class PlannedUpdateTest {
  @TempDir Path folder;

  @Test
  void records_what_would_change_and_leaves_state_lock_and_environment_as_they_were() {
    try (TinyEnvironment tiny = new TinyEnvironment(folder, "s3")) {
      tiny.apply();
      StateResources before = tiny.state();
      EnvironmentRows rows = tiny.rows();
      String environment = rows.environment();
      tiny.setInput("second");
      rows.requestPlan(SimulatedAccount.model());

      tiny.planUpdate();

      assertThat(rows.plannedChanges())
          .contains("terraform_data.quick", "\"update\"", "\"input\"")
          .doesNotContain("second");
      assertThat(tiny.state()).isEqualTo(before);
      assertThat(new StateLocks(tiny.account().session()).heldLocks(rows.backend())).isEmpty();
      assertThat(tiny.stack().path().resolve(StackDirectory.PLAN)).doesNotExist();
      assertThat(rows.environment()).isEqualTo(environment);
      assertThat(rows.events()).last().isEqualTo(StoredEvent.of(new EventData.Planned(0, 2, 0)));
    }
  }
}
