package io.beta9.provisioning.region;

import io.beta9.provisioning.operation.OperationId;
import java.time.Duration;
import java.util.Map;

/**
 * Why the circuit of a region entered its state, as data. All tenants can read it: it contains the
 * codes of failures, but not their details, which belong to the tenants whose environments failed.
 */
public sealed interface CircuitReason {
  /** The reason of a circuit that has never opened. */
  CircuitReason NONE = new Recorded("");

  /**
   * Too many environments failed.
   *
   * @param environments how many failed within the window
   * @param failures how often each failure occurred, by its code
   */
  record EnvironmentsFailed(int environments, Duration window, Map<String, Long> failures)
      implements CircuitReason {}

  record ProbeSucceeded(OperationId operation) implements CircuitReason {}

  /**
   * @param failure the code of the failure
   */
  record ProbeFailed(OperationId operation, String failure) implements CircuitReason {}

  /**
   * An operator opened the circuit.
   *
   * @param explanation what the operator stated
   */
  record OpenedByOperator(String user, String explanation) implements CircuitReason {}

  /**
   * An operator closed the circuit.
   *
   * @param explanation what the operator stated
   */
  record ClosedByOperator(String user, String explanation) implements CircuitReason {}

  /** A reason that another version stored, of which only the clause is known. */
  record Recorded(String clause) implements CircuitReason {}

  /** Returns the reason as a clause. */
  default String description() {
    return CircuitMessages.of(this);
  }
}
