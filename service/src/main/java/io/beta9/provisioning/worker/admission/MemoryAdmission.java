package io.beta9.provisioning.worker.admission;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Decides whether the Terraform of another operation fits into the memory that is available now.
 * Running operations keep their share even while their Terraform uses less.
 *
 * @param available the memory that is available now, in bytes
 * @param used the memory that running Terraform processes use, in bytes
 * @param perOperation the memory that one operation needs, in bytes
 */
public record MemoryAdmission(LongSupplier available, LongSupplier used, long perOperation)
    implements LocalPreconditions.LocalCheck {

  /** Returns whether another operation fits beside the running ones. */
  public boolean admits(int running) {
    long reserved = Math.max(0, running * perOperation - used.getAsLong());
    return available.getAsLong() - reserved >= perOperation;
  }

  /** Returns the failure if not even one operation would fit. */
  @Override
  public Optional<Failure> failure() {
    long total = available.getAsLong() + used.getAsLong();
    return total >= perOperation
        ? Optional.empty()
        : Optional.of(
            Failure.of(FailureCode.MEMORY_LOW)
                .with(FailureParameter.FOUND, SizeText.of(total))
                .with(FailureParameter.NEEDED, SizeText.of(perOperation)));
  }
}
