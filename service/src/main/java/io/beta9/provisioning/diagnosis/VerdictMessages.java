package io.beta9.provisioning.diagnosis;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.format.DurationFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Renders verdicts as a sentence and as the command to run next. */
final class VerdictMessages {
  private static final String CLI = "./provisioner ";

  private VerdictMessages() {}

  static String sentence(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Ready() -> "Ready: Beta9 runs and answers.";
      case Verdict.Degraded(var problems) ->
          "Ready, but the cluster is not as it was installed: "
              + problems.getFirst()
              + (problems.size() == 1 ? "." : "; and " + (problems.size() - 1) + " more.")
              + " 'env bootstrap' restores what was deleted or changed.";
      case Verdict.ClusterNotReadable(var reason) ->
          "Ready, but the cluster cannot be inspected: "
              + sentenceEnd(FindingMessages.reason(reason));
      case Verdict.EnvironmentDestroyed(var at) ->
          "Destroyed" + (at == null ? "." : " at " + seconds(at) + ".");
      case Verdict.Queued(var ahead, var workers) ->
          "Queued: "
              + (ahead == 0 ? "next in the queue" : ahead + " operations are ahead of it")
              + "; "
              + workers
              + (workers == 1 ? " worker accepts operations." : " workers accept operations.");
      case Verdict.RegionCircuitOpen(var circuit) ->
          "Waiting for the region: " + circuit.description();
      case Verdict.NoActiveWorkers() -> "Queued, and no worker accepts operations.";
      case Verdict.RetryScheduled(var at, var attempt, var last) ->
          "Waiting for attempt " + attempt + ", scheduled at " + seconds(at) + lastFailure(last);
      case Verdict.InProgress(var step) ->
          step == null
              ? "In progress: the operation has just started."
              : "In progress: step " + step + " is running.";
      case Verdict.Slow slow -> "Running, but slow: " + reasons(slow) + ".";
      case Verdict.DeletionBlocked(var delay) -> "Running, but blocked. " + delay.message();
      case Verdict.WorkerDead(var worker, var silence) ->
          "The worker appears to be dead: no heartbeat from "
              + worker
              + " for "
              + DurationFormat.words(silence)
              + ". Another worker takes its operations over as soon as its death is confirmed, and"
              + " after 13 minutes at the latest.";
      case Verdict.StateLocked(var lock) ->
          "The state is locked by "
              + lock.who()
              + " for "
              + lock.operation()
              + ", which is not the current run.";
      case Verdict.Throttled(var calls) ->
          "Throttled: AWS rejected "
              + calls
              + " calls because of their rate in the last 15 minutes. Terraform repeats them; every"
              + " further environment in this account makes it worse.";
      case Verdict.EnvironmentFailed(var failure) ->
          "Failed, "
              + switch (failure.responsible()) {
                case NONE -> "no action required";
                case CUSTOMER -> "action required by the customer";
                case OPERATOR -> "action required by the operator";
              }
              + ". "
              + failure.message();
      case Verdict.StatusSetManually(var status) ->
          "The status is "
              + status
              + " and no operation is in progress: an operator changed the status manually.";
    };
  }

  /** Returns the command to run next for the environment of this id. */
  static String command(Verdict verdict, String id) {
    return CLI
        + switch (verdict) {
          case Verdict.Ready() -> "env get " + id;
          case Verdict.Degraded(var problems) -> "env bootstrap " + id;
          // What does not answer now is inspected again.
          case Verdict.ClusterNotReadable(var reason) ->
              advised(reason, id)
                  .map(command -> command.substring(CLI.length()))
                  .orElse("env diagnose " + id);
          case Verdict.EnvironmentDestroyed(var at) -> "env events " + id;
          // What requires no action is read by members of the tenant, who may follow it.
          case Verdict.Queued(var ahead, var workers) -> "env watch " + id;
          case Verdict.RegionCircuitOpen(var circuit) -> "env watch " + id;
          case Verdict.NoActiveWorkers() -> "worker";
          case Verdict.RetryScheduled(var at, var attempt, var last) -> "env watch " + id;
          case Verdict.InProgress(var step) -> "env watch " + id;
          case Verdict.Slow slow -> "env logs " + id + " --follow";
          case Verdict.DeletionBlocked(var delay) -> "env watch " + id;
          case Verdict.WorkerDead(var worker, var silence) -> "env watch " + id;
          case Verdict.StateLocked(var lock) -> "state lock " + id;
          case Verdict.Throttled(var calls) -> "env logs " + id + " --follow";
          case Verdict.EnvironmentFailed(var failure) ->
              NextStep.afterFailure(failure, id).substring(CLI.length());
          case Verdict.StatusSetManually(var status) -> "env destroy " + id + " --force --dry-run";
        };
  }

  private static String reasons(Verdict.Slow slow) {
    List<String> reasons = new ArrayList<>();
    slow.late().forEach(resource -> reasons.add(FindingMessages.duration(resource)));
    Duration sinceLastLog = slow.sinceLastLog();
    if (sinceLastLog != null) {
      reasons.add("the latest log line is " + DurationFormat.words(sinceLastLog) + " old");
    }
    return String.join("; ", reasons);
  }

  private static Optional<String> advised(Unread unread, String id) {
    return unread instanceof Unread.ReadFailed(var failure)
        ? NextStep.advised(failure, id)
        : Optional.empty();
  }

  private static String sentenceEnd(String text) {
    return text.endsWith(".") ? text : text + ".";
  }

  private static Instant seconds(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS);
  }

  private static String lastFailure(@Nullable Failure last) {
    return last == null ? "." : ". The last attempt: " + sentenceEnd(last.summary());
  }
}
