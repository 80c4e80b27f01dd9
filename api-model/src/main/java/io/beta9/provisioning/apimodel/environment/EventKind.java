package io.beta9.provisioning.apimodel.environment;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of events; their names on the wire are stable. */
public enum EventKind {
  REQUESTED,
  RETRY_REQUESTED,
  UPDATE_PLAN_REQUESTED,
  UPDATE_PLAN_FAILED,
  UPDATE_REJECTED,
  INTERRUPTION_ANNOUNCED,
  UPDATE_REQUESTED,
  BOOTSTRAP_REQUESTED,
  SMOKE_TEST_REQUESTED,
  CERTIFICATE_REQUESTED,
  DESTROY_REQUESTED,
  FORCE_DESTROY_REQUESTED,
  CANCEL_REQUESTED,
  CANCELLED,
  WAITING_FOR_REGION,
  REGION_AVAILABLE,
  TAKEN_OVER,
  WORKER_DIED,
  RELEASED,
  HOST_PROBLEM,
  STEP_STARTED,
  STEP_DONE,
  SKIPPED,
  REATTACHED,
  RECOVERED,
  PLANNED,
  APPLIED,
  RESOURCE_DELAYED,
  WAITING,
  TERRAFORM_DESTROYED,
  UNMANAGED_FOUND,
  RESOURCES_REMOVED,
  ADD_ONS_RESTORED,
  ENDPOINT_OPENED,
  ENDPOINT_CLOSED,
  ENDPOINT_LEFT_OPEN,
  RUNNER_IMAGES_PINNED,
  LEFTOVERS_FOUND,
  LEFTOVERS_REMOVED,
  QUOTA_INCREASE_REQUESTED,
  CLUSTER_ACCESS_RESTORED,
  STATE_UNLOCKED,
  STATE_ROLLED_BACK,
  DIGEST_CORRECTED,
  ERRORED_STATE_KEPT,
  ERRORED_STATE_UNREADABLE,
  ERRORED_STATE_UPLOADED,
  ACCOUNT_SUSPENDED,
  ACCOUNT_RESTORED,
  RETRYING,
  SUCCEEDED,
  FAILED;

  /** Returns the kind of this name on the wire, empty if this version does not know it. */
  public static Optional<EventKind> of(String code) {
    return Arrays.stream(values()).filter(kind -> kind.code().equals(code)).findFirst();
  }

  /** Returns the name on the wire, in kebab case: {@code step-started}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
