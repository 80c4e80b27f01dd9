package io.beta9.provisioning.timeline;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.format.DurationFormat;
import io.beta9.provisioning.operation.TerminationEvidence;
import io.beta9.provisioning.region.RegionCircuit;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Renders events as sentences. No other code composes them, and none parses them. */
final class EventMessages {
  private EventMessages() {}

  static String of(EventData event) {
    return switch (event) {
      case EventData.Requested(var user) -> "environment requested by " + user;
      case EventData.RetryRequested(var operation, var user) ->
          "retry of " + operation + " requested by " + user;
      case EventData.UpdateRequested(var user, var changes) ->
          "update requested by " + user + ", which changes " + counted(changes, "field");
      case EventData.UpdatePlanRequested(var user, var changes) ->
          "plan of an update requested by " + user + ", which changes " + counted(changes, "field");
      case EventData.BootstrapRequested(var user) ->
          "installation of Beta9 alone requested by " + user;
      case EventData.CertificateRequested(var domain, var record) ->
          "certificate for "
              + domain
              + " requested"
              + (record == null
                  ? "; its DNS record is in the account"
                  : "; create the DNS record " + record);
      case EventData.SmokeTestRequested(var user, var gpu) ->
          "smoke test of Beta9" + (gpu ? " with a GPU" : "") + " requested by " + user;
      case EventData.DestroyRequested(var user) -> "destroy requested by " + user;
      case EventData.ForceDestroyRequested(var user, var reason) ->
          "forced destroy requested by " + user + ": " + reason;
      case EventData.CancelRequested(var user, var reason) ->
          "cancellation requested by "
              + user
              + (reason == null ? "" : " for a forced destroy: " + reason)
              + "; the running step is interrupted once and may take minutes to end";
      case EventData.Cancelled(var failure, var status) -> cancelled(failure, status);
      case EventData.WaitingForRegion(var region, var state, var reason, var until, var probe) ->
          RegionCircuit.description(region, state, until, reason, probe);
      case EventData.RegionAvailable() -> "the region admits new operations again";
      case EventData.TakenOver(var from, var to) ->
          from.equals(to)
              ? "worker " + from + " resumes the operation"
              : "worker " + to + " takes the operation over from " + from;
      case EventData.WorkerDied(var worker, var evidence) ->
          "worker "
              + worker
              + " died ("
              + evidence(evidence)
              + "); the next available worker resumes the operation";
      case EventData.Released(var worker, var reason) ->
          switch (reason) {
            case WORKER_STOPS ->
                "worker " + worker + " released the operation; another worker resumes it";
            case RESULT_NOT_RECORDED ->
                "worker " + worker + " could not record the result; the operation is resumed";
          };
      case EventData.HostProblem(var worker, var failure) ->
          "worker " + worker + ": " + failure.message();
      case EventData.StepStarted(var step, var description) -> step + ": " + description;
      case EventData.StepDone(var step, var seconds) ->
          String.format(Locale.ROOT, "%s: done in %.1f s", step, seconds);
      case EventData.Skipped(var step, var failure) ->
          step + " failed; the forced destroy continues: " + failure.message();
      case EventData.Reattached(var run) ->
          "the Terraform process of an earlier worker is still running (" + run + "); following it";
      case EventData.Recovered(var inState, var adopted, var untainted) ->
          counted(inState, "resource")
              + " already in the state, "
              + adopted
              + " adopted"
              + (untainted == 0 ? "" : ", " + untainted + " untainted")
              + "; continuing";
      case EventData.Planned(var add, var change, var destroy) ->
          add + change + destroy == 0
              ? "no changes"
              : add + " to create, " + change + " to change, " + destroy + " to destroy";
      case EventData.Applied(var added, var changed, var destroyed) ->
          added + " created, " + changed + " changed, " + destroyed + " destroyed";
      case EventData.TerraformDestroyed(var destroyed) -> destroyed + " destroyed";
      case EventData.ResourceDelayed(var failure) -> failure.message();
      case EventData.Waiting(var step, var reason, var since, var seconds) ->
          step
              + ": "
              + reason
              + " (for "
              + DurationFormat.words(Duration.ofSeconds(seconds))
              + ", since "
              + since.truncatedTo(ChronoUnit.SECONDS)
              + ")";
      case EventData.UnmanagedFound(var count, var resources) ->
          counted(count, "resource")
              + " with the environment's tag in no Terraform state: "
              + resources;
      case EventData.ResourcesRemoved(var reason, var count, var resources) ->
          "deleted "
              + counted(count, "resource")
              + switch (reason) {
                case CREATED_BY_CLUSTER -> " that the cluster created: ";
                case CREATED_TWICE -> " that were created twice because a response was lost: ";
                case CREATION_FAILED -> " that AWS had failed to create, without data: ";
              }
              + resources;
      case EventData.AddOnsRestored(var workloads) ->
          "installed again what was deleted or scaled to zero: " + workloads;
      case EventData.EndpointOpened(var addresses) ->
          "the private Kubernetes API is opened to " + addresses + " until the operation ends";
      case EventData.EndpointClosed(var cluster) ->
          "the Kubernetes API of " + cluster + " is private again";
      case EventData.EndpointLeftOpen(var cluster, var reason) ->
          "the Kubernetes API of "
              + cluster
              + " is still open to the workers, and could not be closed: "
              + reason
              + "; a retry, an update or a bootstrap closes it";
      case EventData.RunnerImagesPinned(var version) ->
          "users' images are built from version " + version + " of Beta9's runner images";
      case EventData.LeftoversFound(var count, var resources) ->
          counted(count, "resource") + " remaining after Terraform's destroy: " + resources;
      case EventData.QuotaIncreaseRequested(
              var user,
              var service,
              var code,
              var desired,
              var request) ->
          user
              + " requested that AWS raises the quota "
              + code
              + " of "
              + service
              + " to "
              + desired
              + " (request "
              + request
              + ")";
      case EventData.ClusterAccessRestored(var user, var cluster, var role, var reason) ->
          user + " gave " + role + " access to the cluster " + cluster + because(reason);
      case EventData.LeftoversRemoved(var user, var count, var resources, var reason) ->
          user + " removed " + counted(count, "resource") + ": " + resources + because(reason);
      case EventData.StateUnlocked unlocked -> unlocked(unlocked);
      case EventData.StateRolledBack(var user, var content, var serial, var reason) ->
          user
              + " rolled the state back to the content of serial "
              + content
              + ", now serial "
              + serial
              + because(reason);
      case EventData.DigestCorrected(var serial) ->
          "the state's digest was that of an earlier version; it is now that of serial " + serial;
      case EventData.ErroredStateKept(var serial) ->
          "Terraform could not write its state (serial "
              + serial
              + "); it is kept encrypted and uploaded by the next attempt";
      case EventData.ErroredStateUnreadable() ->
          "Terraform was killed while it wrote its state to the disk; what it created is detected"
              + " in the account instead";
      case EventData.ErroredStateUploaded(var serial) ->
          "the state that could not be written (serial " + serial + ") was uploaded";
      case EventData.AccountSuspended(var account, var failure) ->
          "account " + account + " is suspended: " + failure.message();
      case EventData.AccountRestored(var account) ->
          "account " + account + " is verified again and no longer suspended";
      case EventData.Retrying(var failure, var attempt, var seconds) ->
          failure.message() + " Retrying in " + seconds + " s; this was attempt " + attempt + ".";
      case EventData.Succeeded(var status) -> "the environment is " + status;
      case EventData.Failed(var failure) -> failure.message();
      case EventData.UpdatePlanFailed(var failure) ->
          failure.message() + " The update was only planned; nothing was changed.";
      case EventData.UpdateRejected(var failure) ->
          failure.message() + " The environment is ready as before.";
      case EventData.InterruptionAnnounced(
              var consequence,
              var description,
              var seconds,
              var resources) ->
          "this update interrupts the platform ("
              + consequence
              + ", up to "
              + DurationFormat.words(Duration.ofSeconds(seconds))
              + "): "
              + description
              + " ("
              + String.join(", ", resources)
              + ")";
    };
  }

  /** Returns evidence as a clause whose subject is the worker. */
  private static String evidence(TerminationEvidence evidence) {
    return switch (evidence) {
      case TerminationEvidence.ReportedStopped() -> "it reported that it stopped";
      case TerminationEvidence.ProcessGone() -> "its process has ended";
      case TerminationEvidence.MachineRestarted() -> "its machine was restarted";
      case TerminationEvidence.ContainerRestarted() -> "its container was restarted";
      case TerminationEvidence.PodEnded(var deleted) ->
          deleted ? "its pod was deleted" : "its pod has ended";
      case TerminationEvidence.LeaseExpired(var silence) ->
          "it has not renewed its leases for " + DurationFormat.words(silence);
    };
  }

  private static String cancelled(Failure failure, @Nullable String status) {
    return status == null
        ? failure.message()
        : failure.summary() + "; the environment remains " + status;
  }

  private static String unlocked(EventData.StateUnlocked event) {
    if (event.user() != null) {
      return event.user()
          + " removed the lock of "
          + event.owner()
          + " in "
          + event.place()
          + because(event.reason());
    }
    return "removed the lock that a terminated Terraform process of "
        + event.owner()
        + (event.run() == null ? "" : " (" + event.run() + " of epoch " + event.epoch() + ")")
        + " left in "
        + event.place()
        + (event.age() == null ? "" : " " + DurationFormat.words(event.age()) + " ago");
  }

  private static String because(@Nullable String reason) {
    return reason == null ? "" : ": " + reason;
  }

  private static String counted(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
