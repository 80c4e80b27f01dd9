package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ForceModeTest {
  /** A code whose failures are never skipped, of a class whose other failures are. */
  private static final FailureCode NEVER_SKIPPED = FailureCode.STATE_LOCKED;

  @ParameterizedTest
  @EnumSource(FailureCode.class)
  void skips_permanent_failures_immediately_and_transient_ones_in_the_last_attempt(
      FailureCode code) {
    Failure failure = Failure.of(code);
    boolean skippable = code != NEVER_SKIPPED && failure.kind() != FailureClass.CANCELLED;
    boolean isTransient = failure.kind() == FailureClass.TRANSIENT;

    assertThat(ForceMode.canSkip(failure, 1)).isEqualTo(skippable && !isTransient);
    assertThat(ForceMode.canSkip(failure, ForceMode.MAX_TRANSIENT_ATTEMPTS - 1))
        .isEqualTo(skippable && !isTransient);
    assertThat(ForceMode.canSkip(failure, ForceMode.MAX_TRANSIENT_ATTEMPTS)).isEqualTo(skippable);
  }
}
