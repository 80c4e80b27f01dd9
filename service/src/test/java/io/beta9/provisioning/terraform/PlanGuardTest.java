package io.beta9.provisioning.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.terraform.TerraformEvent.Action;
import io.beta9.provisioning.terraform.TerraformEvent.PlannedChange;
import io.beta9.provisioning.terraform.TerraformEvent.ResourceRef;
import java.time.Instant;
import java.util.List;
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
}
