package io.beta9.provisioning.region;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.operation.OperationId;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/**
 * The outcome of an attempt, as evidence for or against its region.
 *
 * @param code the code of the failure; empty if the attempt succeeded
 */
public record RegionOutcome(
    String environment,
    String account,
    OperationId operation,
    OutcomeKind kind,
    String code,
    Instant at) {
  /**
   * Failures that AWS causes in a whole region. Excludes missing capacity of one instance type,
   * failures of one account, and failures of this product's own child processes.
   */
  private static final Set<FailureCode> REGIONAL_FAILURES =
      Set.of(
          FailureCode.AWS_UNAVAILABLE,
          FailureCode.NETWORK,
          FailureCode.THROTTLED,
          FailureCode.RESOURCE_NOT_READY,
          FailureCode.TERRAFORM_DEADLINE,
          FailureCode.ADOPTION_TIMEOUT);

  /** A failure that a single account can cause by itself. */
  static final String THROTTLED = FailureCode.THROTTLED.code();

  /** Returns whether failures of this code are those of a region. */
  public static boolean isRegional(String failure) {
    return REGIONAL_FAILURES.stream().anyMatch(code -> code.code().equals(failure));
  }

  /** What an attempt shows about its region. */
  public enum OutcomeKind {
    /** The region created what was requested. */
    SUCCEEDED,
    /** The region failed. */
    FAILING,
    /** The attempt failed for a reason unrelated to the region. */
    UNRELATED;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    static OutcomeKind of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }

    /** Returns what a failure shows about the region. */
    public static OutcomeKind of(Failure failure) {
      boolean temporary =
          failure.kind() == FailureClass.TRANSIENT || failure.kind() == FailureClass.TIMEOUT;
      return temporary && REGIONAL_FAILURES.contains(failure.code()) ? FAILING : UNRELATED;
    }
  }
}
