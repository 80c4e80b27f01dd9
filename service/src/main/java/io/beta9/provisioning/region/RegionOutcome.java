package io.beta9.provisioning.region;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.operation.OperationId;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/**
 * How an attempt ended, as far as it says something of its region.
 *
 * @param code the failure's; empty where it went well
 */
public record RegionOutcome(
    String environment,
    String account,
    OperationId operation,
    Sort sort,
    String code,
    String why,
    Instant at) {
  /** What one account can bring about alone. */
  static final String THROTTLED = FailureCode.THROTTLED.code();

  /**
   * Failures that are AWS's own. What is missing for one kind of machine, or in one account, is not
   * among them, and neither is what goes wrong between this product and its own programs.
   */
  private static final Set<FailureCode> OF_THE_REGION =
      Set.of(
          FailureCode.AWS_UNAVAILABLE,
          FailureCode.NETWORK,
          FailureCode.THROTTLED,
          FailureCode.RESOURCE_NOT_READY,
          FailureCode.TERRAFORM_DEADLINE,
          FailureCode.ADOPTION_TIMEOUT);

  /** What it says of the region. */
  public enum Sort {
    /** The region made what was asked for. */
    WELL,
    /** The region did not. */
    FAILING,
    /** It failed for a reason that has nothing to do with the region. */
    UNRELATED;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Sort of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }

    /** What a failure says. */
    public static Sort of(Failure failure) {
      boolean passing =
          failure.kind() == FailureClass.TRANSIENT || failure.kind() == FailureClass.TIMEOUT;
      return passing && OF_THE_REGION.contains(failure.code()) ? FAILING : UNRELATED;
    }
  }
}
