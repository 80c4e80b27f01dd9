package io.beta9.provisioning.api.advice;

import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.ResponsibleParty;

/** A situation in which a failure is reported and its advice is executed. */
enum AdvisedSituation {
  /** No environment is involved: commands on the machine of the service. */
  NO_ENVIRONMENT,
  /** Provisioning failed, and nothing else is known. */
  PROVISION_FAILED,
  /** The infrastructure is complete, and installing Beta9 failed. */
  BOOTSTRAP_FAILED,
  /** Installing Beta9 failed; the service's role has no access entry in the cluster. */
  CLUSTER_DENIES_ACCESS,
  /** A destroy failed. */
  DESTROY_FAILED,
  /** Provisioning failed; the state has two versions, of which the older one is complete. */
  STATE_DAMAGED,
  /** Provisioning failed because another process holds the lock of the state. */
  STATE_LOCKED_BY_UNKNOWN_OWNER,
  /** Provisioning failed; a state waits in the database that cannot be uploaded. */
  STATE_KEPT,
  /** A request was rejected because an operation is running. */
  OPERATION_RUNNING,
  /** The environment is ready, and a request was rejected. */
  READY,
  /** A forced destroy has replaced an operation and is queued. */
  DESTROY_QUEUED,
  /** An operator set the status to destroyed, and then to failed, as advised. */
  STATUS_SET_TO_FAILED,
  /** The account is not registered. */
  ACCOUNT_UNKNOWN,
  /** The account is registered, but not verified. */
  ACCOUNT_UNVERIFIED,
  /** The account has environments from before accounts were registered. */
  ACCOUNT_LEGACY,
  /** The account is registered by this tenant and has no environments. */
  ACCOUNT_UNUSED,
  /** The account has an environment. */
  ACCOUNT_IN_USE,
  /** The account is verified for another tenant. */
  ACCOUNT_OF_ANOTHER_TENANT,
  TENANT_SUSPENDED,
  TENANT_DELETING,
  TENANT_WITH_ENVIRONMENT;

  /** Returns the situation of a failure. A new code does not compile without one. */
  static AdvisedSituation of(FailureCode code) {
    return switch (code) {
      case ACCESS_DENIED,
          ROLE_NOT_ASSUMABLE,
          NO_CREDENTIALS,
          BAD_CREDENTIALS,
          CREDENTIALS_EXPIRED,
          ACCOUNT_NOT_READY,
          THROTTLED,
          AWS_UNAVAILABLE,
          NETWORK,
          REJECTED_BY_AWS,
          AWS_CLIENT ->
          PROVISION_FAILED;
      case WRONG_ACCOUNT -> ACCOUNT_UNUSED;
      case ACCOUNT_NOT_REGISTERED -> ACCOUNT_UNKNOWN;
      case ACCOUNT_NOT_VERIFIED, ACCOUNT_SUSPENDED, EXTERNAL_ID_NOT_REQUIRED, OWN_ACCOUNT ->
          ACCOUNT_UNVERIFIED;
      case ACCOUNT_LEGACY -> ACCOUNT_LEGACY;
      case ACCOUNT_OF_ANOTHER_TENANT -> ACCOUNT_OF_ANOTHER_TENANT;
      case ACCOUNT_IN_USE -> ACCOUNT_IN_USE;
      case ACCOUNT_ROLE_DIFFERS, ACCOUNT_GRANT_IN_USE, ACCOUNT_OF_ANOTHER_PARTITION ->
          ACCOUNT_UNUSED;
      case QUOTA_EXCEEDED,
          VPC_QUOTA,
          ADDRESS_QUOTA,
          NAT_GATEWAY_QUOTA,
          VCPU_QUOTA,
          NO_CAPACITY,
          INSTANCE_TYPE_NOT_OFFERED,
          INSTANCE_TYPE_NOT_OFFERED_EVERYWHERE,
          DATABASE_NOT_OFFERED,
          DATABASE_NO_CAPACITY ->
          PROVISION_FAILED;
      case NAME_TAKEN,
          BUCKET_NAME_TAKEN,
          PERMISSIONS_MISSING,
          PERMISSIONS_UNCERTAIN,
          PERMISSIONS_NOT_CHECKED,
          ZONE_UNAVAILABLE,
          ZONE_LOST,
          KUBERNETES_VERSION_NOT_OFFERED,
          KUBERNETES_VERSION_OF_CLUSTER,
          KUBERNETES_NODES_BEHIND,
          KUBERNETES_VERSION_EXTENDED_SUPPORT ->
          PROVISION_FAILED;
      case STATE_NOT_SAVED,
          STATE_LOCK_RELEASED,
          STATE_BUCKET_MISSING,
          STATE_BUCKET_TAKEN,
          STATE_LOG_BUCKET_UNUSABLE ->
          PROVISION_FAILED;
      case STATE_DIGEST_MISMATCH,
          STATE_UNREADABLE,
          STATE_FOREIGN_CONTENT,
          STATE_CHANGED,
          LINEAGE_MISMATCH ->
          STATE_DAMAGED;
      case STATE_LOCKED, LOCK_OWNER_UNKNOWN -> STATE_LOCKED_BY_UNKNOWN_OWNER;
      case LOCK_OWNER_ALIVE, OPERATION_IN_PROGRESS -> OPERATION_RUNNING;
      case ERRORED_STATE_REJECTED, KEPT_STATE_UNREADABLE -> STATE_KEPT;
      case STATE_VERSIONS_NOT_DELETED,
          RESOURCES_LEFT,
          RESOURCE_IN_USE,
          DELETION_PROTECTED,
          FINAL_SNAPSHOT_FAILED ->
          DESTROY_FAILED;
      case DATABASE_PROTECTED,
          CONFIRMATION_MISSING,
          REASON_MISSING,
          UPDATE_WOULD_INTERRUPT,
          UPDATE_PLAN_CHANGED,
          UPDATE_PLAN_OUTDATED,
          NO_GPU_MACHINES ->
          READY;
      case TENANT_SUSPENDED -> TENANT_SUSPENDED;
      case TENANT_BEING_DELETED -> TENANT_DELETING;
      case TENANT_HAS_ENVIRONMENTS -> TENANT_WITH_ENVIRONMENT;
      case TENANT_EXISTS -> NO_ENVIRONMENT;
      case INFRASTRUCTURE_INCOMPLETE, NOTHING_TO_PLAN, OPERATION_CANCELLED, UNEXPECTED_ERROR ->
          PROVISION_FAILED;
      case REPLACED_BY_FORCED_DESTROY -> DESTROY_QUEUED;
      case STATUS_SET_MANUALLY -> STATUS_SET_TO_FAILED;
      case PLAN_STALE,
          PLAN_WOULD_DUPLICATE,
          PLAN_WOULD_CHANGE,
          PLAN_WOULD_DESTROY,
          ADOPTION_AMBIGUOUS,
          ADOPTION_NOT_OWNED,
          ADOPTION_UNHEALTHY,
          ADOPTION_TIMEOUT ->
          STATE_DAMAGED;
      case ALREADY_EXISTS,
          RESOURCE_NOT_IN_STATE,
          RESOURCE_NOT_READY,
          RESOURCE_BUSY,
          RESOURCE_FAILED_WITHOUT_REASON,
          KEY_UNUSABLE,
          RESOURCE_FAILED,
          NOT_FOUND ->
          PROVISION_FAILED;
      case TERRAFORM_FAILED,
          TERRAFORM_DEADLINE,
          TERRAFORM_EXIT_CODE_MISSING,
          TERRAFORM_KILLED,
          TERRAFORM_OUT_OF_MEMORY,
          TERRAFORM_NOT_STARTED,
          TERRAFORM_STOPPED,
          TERRAFORM_NOT_FOUND,
          TERRAFORM_TOO_OLD,
          REGISTRY_UNREACHABLE,
          PROVIDER_NOT_FOUND,
          PROVIDER_SCHEMAS_UNAVAILABLE,
          PROVIDER_NOT_STARTED,
          INVALID_REQUEST,
          PROVIDER_CRASHED,
          INVALID_CONFIGURATION ->
          PROVISION_FAILED;
      case PROVIDER_MIRROR_MISSING,
          HELM_TOOLS_MISSING,
          TEMPORARY_DIRECTORY_UNUSABLE,
          HOST_RESOURCES_EXHAUSTED,
          CLOCK_SKEWED,
          METADATA_UNAVAILABLE,
          DISK_FULL,
          DISK_SPACE_INSUFFICIENT,
          DISK_SPACE_LOW,
          WORK_DIRECTORY_UNUSABLE,
          STACK_DIRECTORY_NOT_OWNED,
          MEMORY_LOW ->
          PROVISION_FAILED;
      case NODE_ROLE_POLICIES_MISSING,
          NODE_ROLE_DENIED,
          NODE_ROLE_MISSING,
          NODE_SECURITY_GROUPS,
          NO_FREE_ADDRESSES,
          INSTANCE_QUOTA,
          INSTANCES_NOT_LAUNCHED,
          NODES_NOT_JOINED,
          NODES_NOT_DRAINED,
          NODES_NOT_READY,
          ADD_ON_NOT_RESTORED ->
          PROVISION_FAILED;
      case CLUSTER_ACCESS_DENIED, HELM_UNAUTHORIZED, HELM_FORBIDDEN -> CLUSTER_DENIES_ACCESS;
      case CLUSTER_PRIVATE -> READY;
      case CLUSTER_UNREACHABLE,
          CLUSTER_ENDPOINT_NOT_CHANGED,
          CLUSTER_REQUEST_REJECTED,
          NAMESPACE_TERMINATING,
          CHART_NOT_FOUND,
          HELM_REQUEST,
          HELM_PENDING,
          HELM_CHANGED,
          HELM_EXISTS,
          HELM_ABSENT,
          HELM_TIMEOUT,
          HELM_KILLED,
          HELM_CANCELED,
          HELM_REJECTED,
          HELM_UNREACHABLE,
          HELM_BUSY,
          WEBHOOK_UNAVAILABLE,
          HELM_CHART,
          HELM_OTHER ->
          BOOTSTRAP_FAILED;
      case CLUSTER_NOT_CREATED, BETA9_NOT_EXPOSED, RESOURCE_DELAYED, RESOURCE_DELETION_BLOCKED ->
          OPERATION_RUNNING;
      case IMAGE_NAME_INVALID,
          IMAGE_NOT_PULLED,
          IMAGE_PULL_LIMITED,
          IMAGE_REGISTRY_UNREACHABLE,
          CONTAINER_CRASHES,
          CONTAINER_NOT_STARTED,
          PODS_UNSCHEDULABLE,
          PODS_NOT_CREATED,
          VOLUME_NOT_MOUNTED,
          POD_NOT_INITIALIZED,
          WORKLOAD_NOT_READY,
          DATABASE_LOGIN,
          REDIS_LOGIN,
          DATABASE_EXTENSION,
          DATABASE_UNREACHABLE,
          REDIS_UNREACHABLE,
          STORAGE_DENIED,
          GATEWAY_CONFIG ->
          BOOTSTRAP_FAILED;
      case OUTPUT_MISSING,
          OUTPUT_INVALID,
          SECRET_INVALID,
          GATEWAY_UNHEALTHY,
          GATEWAY_NOT_RUNNING,
          GATEWAY_UNREACHABLE,
          GATEWAY_REQUEST_REJECTED,
          BETA9_ALREADY_CLAIMED,
          POOLS_MISSING,
          WORKERS_NOT_CREATED,
          STORAGE_REJECTED,
          SANDBOX_IMAGE_NOT_BUILT,
          SANDBOX_REJECTED,
          SANDBOX_NOT_STARTED,
          SANDBOX_COMMAND_FAILED,
          SANDBOX_VOLUME_NOT_STORED,
          CERTIFICATE_UNUSABLE,
          CERTIFICATE_NOT_ISSUED,
          CERTIFICATE_NOT_VALIDATED,
          LOAD_BALANCER_MISSING,
          GRPC_LISTENER_MISSING ->
          BOOTSTRAP_FAILED;
      case BACKUP_FAILED,
          NOTHING_TO_BACK_UP,
          BACKUP_FILE_EXISTS,
          BACKUP_NOT_WRITABLE,
          BACKUP_NOT_FOUND,
          BACKUP_UNREADABLE,
          BACKUP_ENCRYPTED,
          BACKUP_KEY_MISMATCH,
          BACKUP_KEY_UNREADABLE,
          BACKUP_CHANGED,
          BACKUP_VERSION_UNSUPPORTED,
          DATABASE_NOT_EMPTY,
          SCHEMA_DIFFERS,
          RESTORE_NOT_VERIFIED,
          RESTORE_FAILED,
          MIGRATION_OUT_OF_ORDER ->
          NO_ENVIRONMENT;
    };
  }

  /** Returns whether the failure is that of the environment, which has failed with it. */
  boolean isFailed() {
    return switch (this) {
      case PROVISION_FAILED,
          BOOTSTRAP_FAILED,
          CLUSTER_DENIES_ACCESS,
          DESTROY_FAILED,
          STATE_DAMAGED,
          STATE_LOCKED_BY_UNKNOWN_OWNER,
          STATE_KEPT ->
          true;
      default -> false;
    };
  }

  /** Returns the role of the caller who reads the failure, and executes the command. */
  Role reader(FailureCode code, String command) {
    return switch (this) {
      case TENANT_SUSPENDED, TENANT_DELETING, TENANT_WITH_ENVIRONMENT, ACCOUNT_OF_ANOTHER_TENANT ->
          Role.OWNER;
      case ACCOUNT_UNKNOWN, ACCOUNT_UNVERIFIED, ACCOUNT_LEGACY, ACCOUNT_UNUSED, ACCOUNT_IN_USE ->
          Role.ADMIN;
      default ->
          code.responsible() == ResponsibleParty.OPERATOR
              ? Role.OPERATOR
              : isForMembers(command) ? Role.MEMBER : Role.ADMIN;
    };
  }

  private static boolean isForMembers(String command) {
    return command.startsWith("./provisioner env ") && !command.contains(" destroy ");
  }
}
