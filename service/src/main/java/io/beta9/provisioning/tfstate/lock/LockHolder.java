package io.beta9.provisioning.tfstate.lock;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.text.LockEvidence;
import io.beta9.provisioning.operation.ProcessRepository.ClaimedProcess;
import io.beta9.provisioning.operation.ProcessRepository.PastProcess;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The assessment of the holder of a lock.
 *
 * @param evidence the reason for the verdict
 * @param candidate the Terraform run of the environment that holds it; null if none is known
 */
public record LockHolder(
    HolderVerdict verdict, LockEvidence evidence, @Nullable ClaimedProcess candidate) {
  /** Whether the holder is alive. */
  public enum HolderVerdict {
    /** A run of this environment that is or may be alive: the lock must not be removed. */
    ALIVE,
    /** A dead run of this environment: the lock can be removed. */
    DEAD,
    /** Not a run of this environment. */
    UNKNOWN
  }

  /** Returns the failure with what is known about the holder. */
  public Failure describe(Failure failure) {
    Failure described = failure.with(FailureParameter.EVIDENCE, evidence.code());
    if (candidate == null) {
      return described;
    }
    PastProcess process = candidate.process();
    described =
        described
            .with(FailureParameter.ACTION, process.kind().toLowerCase(Locale.ROOT))
            .with(FailureParameter.OPERATION, process.operation().value())
            .with(FailureParameter.EPOCH, process.epoch())
            .with(FailureParameter.PID, process.pid())
            .with(FailureParameter.HOST, process.host());
    return evidence == LockEvidence.CLAIM_IN_FORCE
        ? described
            .with(FailureParameter.WORKER, candidate.worker())
            .with(FailureParameter.AGE, Duration.ofSeconds(candidate.secondsSinceHeartbeat()))
        : described;
  }

  /** Returns the reason for the verdict, as a clause. */
  public String reason() {
    return describe(Failure.of(FailureCode.LOCK_OWNER_ALIVE)).why();
  }
}
