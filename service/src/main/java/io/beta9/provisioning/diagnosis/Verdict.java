package io.beta9.provisioning.diagnosis;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.region.RegionCircuit;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The one thing that is the matter. */
public sealed interface Verdict {

  /** It stands and answers. */
  record Ready() implements Verdict {}

  /** It was destroyed. */
  record Gone(@Nullable Instant at) implements Verdict {}

  /** It waits for a worker that has a hand free. */
  record Queued(long ahead, long workers) implements Verdict {}

  /** Its region fails, and is not fed with new work. */
  record RegionCircuitOpen(RegionCircuit circuit) implements Verdict {}

  /** Nobody takes work at all. */
  record NoActiveWorkers() implements Verdict {}

  /** A passing failure; the next try has its time. */
  record RetryScheduled(Instant at, int attempt, @Nullable Failure last) implements Verdict {}

  /** All goes its way. */
  record InProgress(String phase) implements Verdict {}

  /** It goes on, but something takes much longer than it did elsewhere. */
  record Slow(String what) implements Verdict {}

  /** Who worked on it is not heard of any more. */
  record WorkerDead(String worker, Duration silent) implements Verdict {}

  /** A lock that is not of the run under way keeps Terraform from its state. */
  record StateLocked(EnvironmentFacts.Lock.Held lock) implements Verdict {}

  /** AWS answers that it is asked too often. */
  record Throttled(long times) implements Verdict {}

  /** It ended without success, and it is somebody's move. */
  record Failed(Failure failure) implements Verdict {}

  /** Its status says that it is worked on, and no operation is there: it was set by hand. */
  record StatusSetManually(String status) implements Verdict {}

  /** The verdict's word for programs. */
  default String code() {
    return getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
        .toLowerCase(Locale.ROOT);
  }

  /** The verdict as one sentence. */
  default String sentence() {
    return switch (this) {
      case Ready() -> "Ready: nothing is the matter.";
      case Gone(var at) -> "Gone: it was destroyed" + (at == null ? "." : " at " + at + ".");
      case Queued(var ahead, var workers) ->
          "Waiting in the queue: "
              + (ahead == 0 ? "it is the next" : ahead + " were asked for before it")
              + ", and "
              + workers
              + (workers == 1 ? " worker takes work." : " workers take work.");
      case RegionCircuitOpen(var circuit) -> "Waiting for its region: " + circuit.description();
      case NoActiveWorkers() -> "Waiting in the queue, and no worker is there that takes work.";
      case RetryScheduled(var at, var attempt, var last) ->
          "Waiting for try number "
              + attempt
              + ", at "
              + at
              + (last == null ? "." : ": " + last.what() + ", " + last.why() + ".");
      case InProgress(var phase) -> "Working as usual: " + phase + ".";
      case Slow(var what) -> "Slow but alive: " + what + ".";
      case WorkerDead(var worker, var silent) ->
          "Worker dead and about to be taken over: "
              + worker
              + " has given no sign of life for "
              + DurationWords.of(silent)
              + "; another worker takes its work over once it is proved to be dead, and after 13"
              + " minutes in any case.";
      case StateLocked(var lock) ->
          "Lock in the way: the state is locked by "
              + lock.who()
              + " for "
              + lock.operation()
              + ", which is not the run under way.";
      case Throttled(var times) ->
          "Throttled: AWS refused "
              + times
              + " calls for their rate in the last 15 minutes. Terraform tries them again by"
              + " itself; more environments in this account at once make it worse.";
      case Failed(var failure) ->
          "Failed ("
              + switch (failure.kind().responsible()) {
                case NONE -> "no action required";
                case CUSTOMER -> "action required by the customer";
                case OPERATOR -> "action required by the operator";
              }
              + "): "
              + failure.message();
      case StatusSetManually(var status) ->
          "Nobody's work: its status is "
              + status
              + " and no operation is under way; somebody has set the status by hand.";
    };
  }

  /** What to run next, for the environment of this id. */
  default String command(String id) {
    return "./provisioner "
        + switch (this) {
          case Ready() -> "env get " + id;
          case Gone(var at) -> "env events " + id;
          case Queued(var ahead, var workers) -> "queue";
          case RegionCircuitOpen(var circuit) -> "regions list";
          case NoActiveWorkers() -> "worker";
          case RetryScheduled(var at, var attempt, var last) -> "env watch " + id;
          case InProgress(var phase) -> "env watch " + id;
          case Slow(var what) -> "env logs " + id + " --follow";
          case WorkerDead(var worker, var silent) -> "workers list";
          case StateLocked(var lock) -> "env events " + id;
          case Throttled(var times) -> "env logs " + id + " --follow";
          case Failed(var failure) ->
              failure.kind() == FailureClass.CONFIGURATION
                  ? "env update " + id + " -f FILE"
                  : "env retry " + id;
          case StatusSetManually(var status) -> "env destroy " + id + " --force --dry-run";
        };
  }
}
