package io.beta9.provisioning.region;

import io.beta9.provisioning.format.DurationFormat;
import io.beta9.provisioning.region.RegionCircuit.CircuitState;
import java.time.Instant;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Renders circuits and the reasons for their states. No other code composes these texts. */
final class CircuitMessages {
  private CircuitMessages() {}

  /** Returns a reason as a clause. */
  static String of(CircuitReason reason) {
    return switch (reason) {
      case CircuitReason.EnvironmentsFailed(var environments, var window, var failures) ->
          environments
              + " environments failed within "
              + DurationFormat.words(window)
              + " ("
              + new TreeMap<>(failures)
                  .entrySet().stream()
                      .map(entry -> "'" + entry.getKey() + "' " + times(entry.getValue()))
                      .collect(Collectors.joining(", "))
              + ")";
      case CircuitReason.ProbeSucceeded(var operation) ->
          "operation " + operation + " probed it successfully";
      case CircuitReason.ProbeFailed(var operation, var failure) ->
          "operation " + operation + " probed it and failed with '" + failure + "'";
      case CircuitReason.OpenedByOperator(var user, var explanation) ->
          user + " opened it: " + explanation;
      case CircuitReason.ClosedByOperator(var user, var explanation) ->
          user + " closed it: " + explanation;
      case CircuitReason.Recorded(var clause) -> clause;
    };
  }

  private static String times(long number) {
    return number == 1 ? "once" : number + " times";
  }

  /**
   * Returns a sentence that states whether the region accepts operations, why not, and until when.
   */
  static String description(
      String region,
      CircuitState state,
      @Nullable Instant until,
      CircuitReason reason,
      @Nullable String probe) {
    return switch (state) {
      case CLOSED -> region + " accepts operations.";
      case OPEN ->
          region
              + " accepts no new operations"
              + (until == null
                  ? " until an operator runs './provisioner regions close "
                      + region
                      + " --reason TEXT': "
                  : "; it is probed with one operation at " + until + ": ")
              + of(reason)
              + ".";
      case HALF_OPEN ->
          region
              + " accepts no new operations while it is probed with "
              + (probe == null ? "one operation" : "operation " + probe)
              + ": "
              + of(reason)
              + ".";
    };
  }
}
