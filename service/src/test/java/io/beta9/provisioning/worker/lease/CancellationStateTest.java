package io.beta9.provisioning.worker.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.terraform.run.RunControl.Order;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The order that a running operation receives, for each combination of reasons to stop. */
class CancellationStateTest {
  private static final Claim CLAIM =
      new Claim(
          new OperationId("op_000000000001"),
          new EnvironmentId("env_000000000001"),
          new TenantId("acme"),
          OperationKind.PROVISION,
          "w-1",
          1,
          1);

  private final CancellationState state =
      new CancellationState(
          new ClaimLease(CLAIM, LeasePolicy.STANDARD, Instant.parse("2026-03-01T10:00:00Z")), 42);

  @Test
  void an_operation_continues_without_a_reason_to_stop() {
    assertThat(state.order()).isEqualTo(Order.CONTINUE);
    assertThat(state.isStopRequested()).isFalse();
    assertThat(state.startedNanos()).isEqualTo(42);
    assertThat(state.lease().holder()).isEqualTo("op_000000000001 1");
  }

  @ParameterizedTest(name = "cancelled {0}, lease expired {1}, worker stops {2}, lost {3}: {4}")
  @CsvSource({
    "true,  false, false, false, INTERRUPT",
    "false, true,  false, false, EXPIRE",
    "true,  true,  false, false, EXPIRE",
    "false, false, true,  false, DETACH",
    "true,  false, true,  false, DETACH",
    "false, true,  true,  false, DETACH",
    "true,  true,  true,  false, DETACH",
    "false, false, false, true,  KILL",
    "true,  false, false, true,  KILL",
    "false, true,  false, true,  KILL",
    "true,  true,  false, true,  KILL",
    "false, false, true,  true,  DETACH",
    "true,  true,  true,  true,  DETACH"
  })
  void the_strongest_reason_decides(
      boolean cancelled, boolean expired, boolean detached, boolean lost, Order expected) {
    if (cancelled) {
      state.interrupt();
    }
    if (expired) {
      state.expire();
    }
    if (detached) {
      state.detach();
    }
    if (lost) {
      state.markLost();
    }
    assertThat(state.order()).isEqualTo(expected);
    assertThat(state.isStopRequested()).isTrue();
  }

  @Test
  void a_claim_that_was_lost_before_the_worker_stops_stays_lost() {
    state.markLost();
    state.detach();
    assertThat(state.order()).isEqualTo(Order.KILL);
    state.markLost();
    assertThat(state.order()).isEqualTo(Order.KILL);
  }
}
