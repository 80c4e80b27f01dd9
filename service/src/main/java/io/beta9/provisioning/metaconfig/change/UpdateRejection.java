package io.beta9.provisioning.metaconfig.change;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import java.util.Set;
import java.util.stream.Collectors;

/** The failure of an update whose consequences are not accepted. */
public final class UpdateRejection {
  private UpdateRejection() {}

  /**
   * Returns the failure.
   *
   * @param required all consequences that have to be accepted, not only the missing ones
   */
  public static Failure of(Set<Consequence> required) {
    return Failure.of(FailureCode.UPDATE_WOULD_INTERRUPT)
        .with(
            FailureParameter.CONSEQUENCES,
            required.stream()
                .map(consequence -> consequence.code() + ": " + consequence.description())
                .collect(Collectors.joining("; ")))
        .with(
            FailureParameter.ACCEPTANCES,
            required.stream().map(Consequence::code).collect(Collectors.joining(",")));
  }
}
