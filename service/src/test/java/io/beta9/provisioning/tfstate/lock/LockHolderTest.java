package io.beta9.provisioning.tfstate.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.text.LockEvidence;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.ProcessRepository.ClaimedProcess;
import io.beta9.provisioning.operation.ProcessRepository.PastProcess;
import io.beta9.provisioning.tfstate.lock.LockHolder.HolderVerdict;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LockHolderTest {
  private static final Failure FAILURE = Failure.of(FailureCode.LOCK_OWNER_ALIVE, "Unlocking");
  private static final ClaimedProcess APPLY =
      new ClaimedProcess(
          new PastProcess(
              "run-1",
              "APPLY",
              3,
              new OperationId("op_000000000001"),
              "host-1",
              "boot",
              4711,
              90,
              Instant.parse("2026-03-01T10:00:00Z"),
              null),
          false,
          true,
          false,
          "w-1",
          12);

  private static Failure described(LockEvidence evidence, ClaimedProcess candidate) {
    return new LockHolder(HolderVerdict.ALIVE, evidence, candidate).describe(FAILURE);
  }

  @Test
  void an_unknown_holder_is_described_by_the_evidence_alone() {
    Failure described =
        new LockHolder(HolderVerdict.UNKNOWN, LockEvidence.NOT_AN_OPERATION, null)
            .describe(FAILURE);

    assertThat(described.parameters())
        .isEqualTo(
            FAILURE
                .with(FailureParameter.EVIDENCE, LockEvidence.NOT_AN_OPERATION.code())
                .parameters());
  }

  @Test
  void a_run_is_described_by_its_process_without_its_worker() {
    Failure described = described(LockEvidence.RUNNING, APPLY);

    assertThat(described.parameters())
        .containsEntry(FailureParameter.EVIDENCE, LockEvidence.RUNNING.code())
        .containsEntry(FailureParameter.ACTION, "apply")
        .containsEntry(FailureParameter.OPERATION, "op_000000000001")
        .containsEntry(FailureParameter.EPOCH, "3")
        .containsEntry(FailureParameter.PID, "4711")
        .containsEntry(FailureParameter.HOST, "host-1")
        .doesNotContainKeys(FailureParameter.WORKER, FailureParameter.AGE);
  }

  @Test
  void a_run_under_a_claim_in_force_is_described_with_the_worker_and_its_last_heartbeat() {
    Failure described = described(LockEvidence.CLAIM_IN_FORCE, APPLY);

    assertThat(described.parameter(FailureParameter.WORKER)).contains("w-1");
    assertThat(described.parameters())
        .isEqualTo(
            described(LockEvidence.RUNNING, APPLY)
                .with(FailureParameter.EVIDENCE, LockEvidence.CLAIM_IN_FORCE.code())
                .with(FailureParameter.WORKER, "w-1")
                .with(FailureParameter.AGE, Duration.ofSeconds(12))
                .parameters());
  }

  @Test
  void the_reason_of_the_verdict_is_the_cause_of_the_failure() {
    LockHolder holder = new LockHolder(HolderVerdict.ALIVE, LockEvidence.CLAIM_IN_FORCE, APPLY);

    assertThat(holder.reason())
        .isEqualTo(holder.describe(Failure.of(FailureCode.LOCK_OWNER_ALIVE)).why())
        .contains("w-1", "12 s");
  }
}
