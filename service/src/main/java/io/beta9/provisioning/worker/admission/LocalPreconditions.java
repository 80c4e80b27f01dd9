package io.beta9.provisioning.worker.admission;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether this host lets a worker execute operations. A worker with a violated precondition
 * claims nothing and is not ready; it resumes when the violation has ended.
 */
public final class LocalPreconditions {
  /** How long a result is reused, so that claims and health probes do not repeat the checks. */
  static final Duration MAX_AGE = Duration.ofSeconds(2);

  private final Map<LocalPrecondition, LocalCheck> checks;
  private final LongSupplier nanos;
  private @Nullable List<PreconditionViolation> latest;
  private long checkedAt;

  /** Checks one precondition. */
  @FunctionalInterface
  public interface LocalCheck {
    /** Returns the failure if the precondition is violated. */
    Optional<Failure> failure();
  }

  /** A violated precondition, and why. */
  public record PreconditionViolation(LocalPrecondition precondition, Failure failure) {}

  /**
   * @param checks the preconditions that apply to this worker
   * @param nanos a monotonic clock
   */
  public LocalPreconditions(Map<LocalPrecondition, LocalCheck> checks, LongSupplier nanos) {
    this.checks = new EnumMap<>(checks);
    this.nanos = nanos;
  }

  /** Returns whether the precondition is violated. */
  public boolean isViolated(LocalPrecondition precondition) {
    return violations().stream().anyMatch(violation -> violation.precondition() == precondition);
  }

  /** Returns the violated preconditions, determined at most {@link #MAX_AGE} ago. */
  public synchronized List<PreconditionViolation> violations() {
    List<PreconditionViolation> known = latest;
    if (known != null && nanos.getAsLong() - checkedAt < MAX_AGE.toNanos()) {
      return known;
    }
    List<PreconditionViolation> found = new ArrayList<>();
    checks.forEach(
        (precondition, check) ->
            failure(check)
                .ifPresent(failure -> found.add(new PreconditionViolation(precondition, failure))));
    checkedAt = nanos.getAsLong();
    latest = List.copyOf(found);
    return latest;
  }

  private static Optional<Failure> failure(LocalCheck check) {
    try {
      return check.failure();
    } catch (UncheckedIOException e) {
      return Optional.of(
          LocalFailures.of(e, "Checking this host")
              .orElseGet(
                  () ->
                      Failure.of(FailureCode.WORK_DIRECTORY_UNUSABLE)
                          .with(FailureParameter.REPORTED, e.getMessage())));
    }
  }
}
