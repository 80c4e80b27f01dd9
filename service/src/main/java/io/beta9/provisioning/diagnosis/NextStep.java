package io.beta9.provisioning.diagnosis;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.ResponsibleParty;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who has to act on an environment, and how.
 *
 * @param command the command to run next; null if there is nothing to run
 * @param automaticAttempt when the service tries again by itself; null if it does not wait for that
 */
public record NextStep(
    ResponsibleParty responsible, @Nullable String command, @Nullable Instant automaticAttempt) {
  private static final String CLI = "./provisioner ";

  /**
   * What the next step depends on.
   *
   * @param failure of the latest operation; null if it has none
   * @param nextAttempt the time from which the waiting operation can be claimed, or at which its
   *     region is probed; null if it does not wait
   * @param stuck whether the status has not changed for too long
   */
  public record Situation(
      EnvironmentId id,
      EnvironmentStatus status,
      @Nullable Failure failure,
      @Nullable Instant nextAttempt,
      boolean stuck) {}

  /** Returns the next step. Pure. */
  public static NextStep of(Situation situation, Instant now) {
    String id = situation.id().value();
    return switch (situation.status()) {
      case READY, DESTROYED -> new NextStep(ResponsibleParty.NONE, null, null);
      case FAILED -> {
        Failure failure = situation.failure();
        yield failure == null
            ? new NextStep(ResponsibleParty.OPERATOR, CLI + "env diagnose " + id, null)
            : new NextStep(failure.responsible(), afterFailure(failure, id), null);
      }
      case QUEUED, DESTROY_QUEUED, PROVISIONING, BOOTSTRAPPING, DESTROYING -> {
        Instant attempt = situation.nextAttempt();
        if (attempt != null && attempt.isAfter(now)) {
          yield new NextStep(ResponsibleParty.NONE, CLI + "env watch " + id, attempt);
        }
        yield situation.stuck()
            ? new NextStep(ResponsibleParty.OPERATOR, CLI + "env diagnose " + id, null)
            : new NextStep(ResponsibleParty.NONE, CLI + "env watch " + id, null);
      }
    };
  }

  /** Returns the first command that the failure advises; empty if it advises none. */
  static Optional<String> advised(Failure failure, String id) {
    return failure.forEnvironment(id).commands().stream().findFirst();
  }

  /** Returns the first command that the failure advises, or the one that repeats the operation. */
  static String afterFailure(Failure failure, String id) {
    Optional<String> advised = advised(failure, id);
    if (advised.isPresent()) {
      return advised.get();
    }
    // Only the customer writes the meta-config.
    return CLI
        + (failure.kind() == FailureClass.CONFIGURATION
                && failure.code().responsible() == ResponsibleParty.CUSTOMER
            ? "env update " + id + " -f FILE"
            : "env retry " + id);
  }
}
