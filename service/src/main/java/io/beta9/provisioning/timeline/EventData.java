package io.beta9.provisioning.timeline;

import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.operation.TerminationEvidence;
import io.beta9.provisioning.region.CircuitReason;
import io.beta9.provisioning.region.RegionCircuit.CircuitState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What happened to an environment, as data: one record for each {@link EventKind}. The components
 * are the fields of {@code events.data}; {@link EventMessages} renders the sentences.
 */
public sealed interface EventData {

  /** A user requested the environment. */
  record Requested(String user) implements EventData {}

  /** A user requested another attempt of an operation of this kind. */
  record RetryRequested(String operation, String user) implements EventData {}

  /** A user submitted a changed meta-config, which changes this many fields of the infra model. */
  record UpdateRequested(String user, int changes) implements EventData {}

  /** A user requested the plan of an update, which changes this many fields of the infra model. */
  record UpdatePlanRequested(String user, int changes) implements EventData {}

  /** An update could not be planned; the environment is as it was. */
  record UpdatePlanFailed(Failure failure) implements EventData {}

  /** The plan of an update was rejected; nothing was changed, and the environment is ready. */
  record UpdateRejected(Failure failure) implements EventData {}

  /**
   * The apply that follows interrupts the platform.
   *
   * @param consequence its name, for example {@code database-restart}
   * @param description what is interrupted, a clause
   * @param upToSeconds how long that usually takes, at most
   * @param resources the addresses of the resources that are changed, replaced or removed
   */
  record InterruptionAnnounced(
      String consequence, String description, long upToSeconds, List<String> resources)
      implements EventData {}

  /** A user requested that Beta9 alone is installed again. */
  record BootstrapRequested(String user) implements EventData {}

  /**
   * A certificate was requested.
   *
   * @param record the DNS record that has to be created; null if it is in a zone of the account
   */
  record CertificateRequested(String domain, @Nullable String record) implements EventData {}

  /** A user requested that Beta9 is verified with a sandbox. */
  record SmokeTestRequested(String user, boolean gpu) implements EventData {}

  record DestroyRequested(String user) implements EventData {}

  record ForceDestroyRequested(String user, String reason) implements EventData {}

  /**
   * A user requested cancellation of the running operation.
   *
   * @param reason why a forced destroy requires it; {@code null} for a plain cancellation
   */
  record CancelRequested(String user, @Nullable String reason) implements EventData {}

  /**
   * The operation was cancelled.
   *
   * @param status the status that the environment keeps; {@code null} if it failed
   */
  record Cancelled(Failure failure, @Nullable String status) implements EventData {}

  /** The circuit of the region does not admit new operations. */
  record WaitingForRegion(
      String region,
      CircuitState state,
      CircuitReason reason,
      @Nullable Instant until,
      @Nullable String probe)
      implements EventData {}

  record RegionAvailable() implements EventData {}

  /** A worker resumed the operation of another one, or its own after a restart. */
  record TakenOver(String from, String to) implements EventData {}

  /** The worker of the operation died. */
  record WorkerDied(String worker, TerminationEvidence evidence) implements EventData {}

  /** The worker released the operation to the queue. */
  record Released(String worker, ReleaseReason reason) implements EventData {}

  /** Why a worker released an operation. */
  enum ReleaseReason {
    /** It stops while the operation's Terraform process is running. */
    WORKER_STOPS,
    /** The database was unavailable when the operation ended. */
    RESULT_NOT_RECORDED;

    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** The host of the worker has a problem that may affect the operation. */
  record HostProblem(String worker, Failure failure) implements EventData {}

  /** A step started. */
  record StepStarted(String step, String description) implements EventData {
    public static StepStarted of(StepName name) {
      return new StepStarted(name.code(), name.description());
    }
  }

  /** A step completed. */
  record StepDone(String step, double seconds) implements EventData {}

  /** A forced destroy skipped a step that failed. */
  record Skipped(String step, Failure failure) implements EventData {}

  /** The Terraform process of an earlier worker is still running and is followed to its end. */
  record Reattached(String run) implements EventData {}

  /**
   * The operation continues after an interrupted run.
   *
   * @param inState the number of planned resources that the state contained
   * @param adopted the number that existed only in the account and are imported
   * @param untainted the number that the state marked tainted although they are complete
   */
  record Recovered(int inState, int adopted, int untainted) implements EventData {}

  record Planned(int add, int change, int destroy) implements EventData {}

  record Applied(int added, int changed, int destroyed) implements EventData {}

  record TerraformDestroyed(int destroyed) implements EventData {}

  /** A change of a resource takes longer than usual; the failure says why, if that is known. */
  record ResourceDelayed(Failure failure) implements EventData {}

  /**
   * A step has been waiting for the same for a while.
   *
   * @param reason what it waits for, a clause
   * @param since when that began
   */
  record Waiting(String step, String reason, Instant since, long seconds) implements EventData {}

  /**
   * Resources that are in no Terraform state were deleted from the account.
   *
   * @param resources their types and ids
   */
  record ResourcesRemoved(RemovalReason reason, int count, String resources) implements EventData {}

  /**
   * Resources bear the environment's tag and are in no Terraform state.
   *
   * @param resources their types and ids
   */
  record UnmanagedFound(int count, String resources) implements EventData {}

  /** Why resources were deleted without Terraform. */
  enum RemovalReason {
    /** The cluster's controllers created them, and they would prevent the destroy. */
    CREATED_BY_CLUSTER,
    /** AWS created them, but its response was lost, so that they were created again. */
    CREATED_TWICE,
    /** AWS failed to create them, and they would prevent every further plan. */
    CREATION_FAILED;

    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * Workloads of the cluster's add-ons were missing and were installed again.
   *
   * @param workloads their kinds, namespaces and names
   */
  record AddOnsRestored(String workloads) implements EventData {}

  /**
   * A private Kubernetes API is opened to workers until the operation ends. Recorded before it.
   *
   * @param addresses the blocks of addresses that may connect
   */
  record EndpointOpened(String addresses) implements EventData {}

  /** A private Kubernetes API that was opened has no endpoint on the internet any more. */
  record EndpointClosed(String cluster) implements EventData {}

  /** A private Kubernetes API that was opened could not be closed after a failure. */
  record EndpointLeftOpen(String cluster, String reason) implements EventData {}

  /** The version of the images from which users' images are built was determined and stored. */
  record RunnerImagesPinned(String version) implements EventData {}

  /** Resources remained after {@code terraform destroy}. */
  record LeftoversFound(int count, String resources) implements EventData {}

  /**
   * A user had the increase of a service quota requested from AWS.
   *
   * @param request the id of the request in Service Quotas
   */
  record QuotaIncreaseRequested(
      String user, String service, String quotaCode, long desired, String request)
      implements EventData {}

  /** A user had the service's role given access to the cluster again. */
  record ClusterAccessRestored(String user, String cluster, String role, @Nullable String reason)
      implements EventData {}

  /** A user had resources deleted that were in no Terraform state. */
  record LeftoversRemoved(String user, int count, String resources, @Nullable String reason)
      implements EventData {}

  /**
   * A lock of the state was removed.
   *
   * @param user who removed it, {@code null} if it was the worker, because the owner is dead
   * @param owner who held it, as the lock says
   * @param run the kind of the dead Terraform run that left it, in lower case; {@code null} if not
   *     known
   * @param epoch the epoch of that run
   * @param age how long ago it was taken, {@code null} if not known
   */
  record StateUnlocked(
      @Nullable String user,
      String owner,
      @Nullable String run,
      @Nullable Long epoch,
      String place,
      @Nullable Duration age,
      @Nullable String reason)
      implements EventData {}

  /** A user rolled the state back to an earlier one, which was written with a new serial. */
  record StateRolledBack(String user, long contentOfSerial, long newSerial, @Nullable String reason)
      implements EventData {}

  /** The digest of the state was that of an earlier version and was updated. */
  record DigestCorrected(long serial) implements EventData {}

  /** Terraform could not write its state, which is kept encrypted in the database. */
  record ErroredStateKept(long serial) implements EventData {}

  /** Terraform was killed while it wrote a state to the disk. */
  record ErroredStateUnreadable() implements EventData {}

  /** A kept state was uploaded. */
  record ErroredStateUploaded(long serial) implements EventData {}

  /**
   * The account of the environment was suspended: it can only be destroyed until that is solved.
   */
  record AccountSuspended(String account, Failure failure) implements EventData {}

  /** The account of the environment was verified again after a suspension. */
  record AccountRestored(String account) implements EventData {}

  /** The attempt failed and is repeated automatically. */
  record Retrying(Failure failure, int attempt, long delaySeconds) implements EventData {}

  /** The operation succeeded; the environment now has this status. */
  record Succeeded(String status) implements EventData {}

  record Failed(Failure failure) implements EventData {}

  /**
   * Returns the same event with the environment's id in its failure, so that the commands that it
   * advises work as copied.
   */
  default EventData forEnvironment(EnvironmentId environment) {
    String id = environment.value();
    return switch (this) {
      case Cancelled(var failure, var status) -> new Cancelled(failure.forEnvironment(id), status);
      case HostProblem(var worker, var failure) ->
          new HostProblem(worker, failure.forEnvironment(id));
      case Skipped(var step, var failure) -> new Skipped(step, failure.forEnvironment(id));
      case Retrying(var failure, var attempt, var seconds) ->
          new Retrying(failure.forEnvironment(id), attempt, seconds);
      case AccountSuspended(var account, var failure) ->
          new AccountSuspended(account, failure.forEnvironment(id));
      case Failed(var failure) -> new Failed(failure.forEnvironment(id));
      case ResourceDelayed(var failure) -> new ResourceDelayed(failure.forEnvironment(id));
      case UpdatePlanFailed(var failure) -> new UpdatePlanFailed(failure.forEnvironment(id));
      case UpdateRejected(var failure) -> new UpdateRejected(failure.forEnvironment(id));
      default -> this;
    };
  }

  /** Returns the kind of this event. */
  default EventKind kind() {
    return switch (this) {
      case Requested event -> EventKind.REQUESTED;
      case RetryRequested event -> EventKind.RETRY_REQUESTED;
      case UpdateRequested event -> EventKind.UPDATE_REQUESTED;
      case UpdatePlanRequested event -> EventKind.UPDATE_PLAN_REQUESTED;
      case UpdatePlanFailed event -> EventKind.UPDATE_PLAN_FAILED;
      case UpdateRejected event -> EventKind.UPDATE_REJECTED;
      case InterruptionAnnounced event -> EventKind.INTERRUPTION_ANNOUNCED;
      case BootstrapRequested event -> EventKind.BOOTSTRAP_REQUESTED;
      case CertificateRequested event -> EventKind.CERTIFICATE_REQUESTED;
      case SmokeTestRequested event -> EventKind.SMOKE_TEST_REQUESTED;
      case DestroyRequested event -> EventKind.DESTROY_REQUESTED;
      case ForceDestroyRequested event -> EventKind.FORCE_DESTROY_REQUESTED;
      case CancelRequested event -> EventKind.CANCEL_REQUESTED;
      case Cancelled event -> EventKind.CANCELLED;
      case WaitingForRegion event -> EventKind.WAITING_FOR_REGION;
      case RegionAvailable event -> EventKind.REGION_AVAILABLE;
      case TakenOver event -> EventKind.TAKEN_OVER;
      case WorkerDied event -> EventKind.WORKER_DIED;
      case Released event -> EventKind.RELEASED;
      case HostProblem event -> EventKind.HOST_PROBLEM;
      case StepStarted event -> EventKind.STEP_STARTED;
      case StepDone event -> EventKind.STEP_DONE;
      case Skipped event -> EventKind.SKIPPED;
      case Reattached event -> EventKind.REATTACHED;
      case Recovered event -> EventKind.RECOVERED;
      case Planned event -> EventKind.PLANNED;
      case Applied event -> EventKind.APPLIED;
      case TerraformDestroyed event -> EventKind.TERRAFORM_DESTROYED;
      case ResourceDelayed event -> EventKind.RESOURCE_DELAYED;
      case Waiting event -> EventKind.WAITING;
      case UnmanagedFound event -> EventKind.UNMANAGED_FOUND;
      case ResourcesRemoved event -> EventKind.RESOURCES_REMOVED;
      case AddOnsRestored event -> EventKind.ADD_ONS_RESTORED;
      case EndpointOpened event -> EventKind.ENDPOINT_OPENED;
      case EndpointClosed event -> EventKind.ENDPOINT_CLOSED;
      case EndpointLeftOpen event -> EventKind.ENDPOINT_LEFT_OPEN;
      case RunnerImagesPinned event -> EventKind.RUNNER_IMAGES_PINNED;
      case LeftoversFound event -> EventKind.LEFTOVERS_FOUND;
      case QuotaIncreaseRequested event -> EventKind.QUOTA_INCREASE_REQUESTED;
      case ClusterAccessRestored event -> EventKind.CLUSTER_ACCESS_RESTORED;
      case LeftoversRemoved event -> EventKind.LEFTOVERS_REMOVED;
      case StateUnlocked event -> EventKind.STATE_UNLOCKED;
      case StateRolledBack event -> EventKind.STATE_ROLLED_BACK;
      case DigestCorrected event -> EventKind.DIGEST_CORRECTED;
      case ErroredStateKept event -> EventKind.ERRORED_STATE_KEPT;
      case ErroredStateUnreadable event -> EventKind.ERRORED_STATE_UNREADABLE;
      case ErroredStateUploaded event -> EventKind.ERRORED_STATE_UPLOADED;
      case AccountSuspended event -> EventKind.ACCOUNT_SUSPENDED;
      case AccountRestored event -> EventKind.ACCOUNT_RESTORED;
      case Retrying event -> EventKind.RETRYING;
      case Succeeded event -> EventKind.SUCCEEDED;
      case Failed event -> EventKind.FAILED;
    };
  }
}
