package io.beta9.provisioning.failure;

import io.beta9.provisioning.failure.text.FailureTemplate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The codes of all failures. The wire name of a code is its name in kebab case. Class, meaning and
 * texts are defined in the file of its subject ({@link FailureDefinition}), in a constant of the
 * same name. {@code docs/failures.md} is generated from the catalogue.
 */
public enum FailureCode {
  // AwsAccessFailures: Access to AWS: credentials, the role, and the calls themselves.
  ACCESS_DENIED(AwsAccessFailures.ACCESS_DENIED),
  ROLE_NOT_ASSUMABLE(AwsAccessFailures.ROLE_NOT_ASSUMABLE),
  WRONG_ACCOUNT(AwsAccessFailures.WRONG_ACCOUNT),
  NO_CREDENTIALS(AwsAccessFailures.NO_CREDENTIALS),
  BAD_CREDENTIALS(AwsAccessFailures.BAD_CREDENTIALS),
  CREDENTIALS_EXPIRED(AwsAccessFailures.CREDENTIALS_EXPIRED),
  ACCOUNT_NOT_READY(AwsAccessFailures.ACCOUNT_NOT_READY),
  THROTTLED(AwsAccessFailures.THROTTLED),
  AWS_UNAVAILABLE(AwsAccessFailures.AWS_UNAVAILABLE),
  NETWORK(AwsAccessFailures.NETWORK),
  REJECTED_BY_AWS(AwsAccessFailures.REJECTED_BY_AWS),
  AWS_CLIENT(AwsAccessFailures.AWS_CLIENT),
  // AccountFailures: Registered cloud accounts: who owns them, whether they are verified, and what
  // they allow.
  ACCOUNT_NOT_REGISTERED(AccountFailures.ACCOUNT_NOT_REGISTERED),
  ACCOUNT_NOT_VERIFIED(AccountFailures.ACCOUNT_NOT_VERIFIED),
  ACCOUNT_LEGACY(AccountFailures.ACCOUNT_LEGACY),
  ACCOUNT_SUSPENDED(AccountFailures.ACCOUNT_SUSPENDED),
  EXTERNAL_ID_NOT_REQUIRED(AccountFailures.EXTERNAL_ID_NOT_REQUIRED),
  ACCOUNT_OF_ANOTHER_TENANT(AccountFailures.ACCOUNT_OF_ANOTHER_TENANT),
  ACCOUNT_OF_ANOTHER_PARTITION(AccountFailures.ACCOUNT_OF_ANOTHER_PARTITION),
  OWN_ACCOUNT(AccountFailures.OWN_ACCOUNT),
  ACCOUNT_IN_USE(AccountFailures.ACCOUNT_IN_USE),
  ACCOUNT_ROLE_DIFFERS(AccountFailures.ACCOUNT_ROLE_DIFFERS),
  ACCOUNT_GRANT_IN_USE(AccountFailures.ACCOUNT_GRANT_IN_USE),
  // CapacityFailures: Quotas of the account, and AWS's capacity for instance types.
  QUOTA_EXCEEDED(CapacityFailures.QUOTA_EXCEEDED),
  VPC_QUOTA(CapacityFailures.VPC_QUOTA),
  ADDRESS_QUOTA(CapacityFailures.ADDRESS_QUOTA),
  NAT_GATEWAY_QUOTA(CapacityFailures.NAT_GATEWAY_QUOTA),
  VCPU_QUOTA(CapacityFailures.VCPU_QUOTA),
  NO_CAPACITY(CapacityFailures.NO_CAPACITY),
  INSTANCE_TYPE_NOT_OFFERED(CapacityFailures.INSTANCE_TYPE_NOT_OFFERED),
  INSTANCE_TYPE_NOT_OFFERED_EVERYWHERE(CapacityFailures.INSTANCE_TYPE_NOT_OFFERED_EVERYWHERE),
  DATABASE_NOT_OFFERED(CapacityFailures.DATABASE_NOT_OFFERED),
  DATABASE_NO_CAPACITY(CapacityFailures.DATABASE_NO_CAPACITY),
  // PreflightFailures: What the checks find before anything is created: names, permissions, zones.
  NAME_TAKEN(PreflightFailures.NAME_TAKEN),
  BUCKET_NAME_TAKEN(PreflightFailures.BUCKET_NAME_TAKEN),
  PERMISSIONS_MISSING(PreflightFailures.PERMISSIONS_MISSING),
  PERMISSIONS_UNCERTAIN(PreflightFailures.PERMISSIONS_UNCERTAIN),
  PERMISSIONS_NOT_CHECKED(PreflightFailures.PERMISSIONS_NOT_CHECKED),
  ZONE_UNAVAILABLE(PreflightFailures.ZONE_UNAVAILABLE),
  ZONE_LOST(PreflightFailures.ZONE_LOST),
  KUBERNETES_VERSION_NOT_OFFERED(PreflightFailures.KUBERNETES_VERSION_NOT_OFFERED),
  KUBERNETES_VERSION_OF_CLUSTER(PreflightFailures.KUBERNETES_VERSION_OF_CLUSTER),
  KUBERNETES_NODES_BEHIND(PreflightFailures.KUBERNETES_NODES_BEHIND),
  KUBERNETES_VERSION_EXTENDED_SUPPORT(PreflightFailures.KUBERNETES_VERSION_EXTENDED_SUPPORT),
  // StateFailures: Terraform's state: storage, locks, lineage and versions.
  STATE_NOT_SAVED(StateFailures.STATE_NOT_SAVED),
  STATE_LOCKED(StateFailures.STATE_LOCKED),
  STATE_LOCK_RELEASED(StateFailures.STATE_LOCK_RELEASED),
  STATE_DIGEST_MISMATCH(StateFailures.STATE_DIGEST_MISMATCH),
  STATE_BUCKET_MISSING(StateFailures.STATE_BUCKET_MISSING),
  STATE_BUCKET_TAKEN(StateFailures.STATE_BUCKET_TAKEN),
  STATE_LOG_BUCKET_UNUSABLE(StateFailures.STATE_LOG_BUCKET_UNUSABLE),
  STATE_UNREADABLE(StateFailures.STATE_UNREADABLE),
  STATE_FOREIGN_CONTENT(StateFailures.STATE_FOREIGN_CONTENT),
  STATE_CHANGED(StateFailures.STATE_CHANGED),
  STATE_VERSIONS_NOT_DELETED(StateFailures.STATE_VERSIONS_NOT_DELETED),
  ERRORED_STATE_REJECTED(StateFailures.ERRORED_STATE_REJECTED),
  KEPT_STATE_UNREADABLE(StateFailures.KEPT_STATE_UNREADABLE),
  LINEAGE_MISMATCH(StateFailures.LINEAGE_MISMATCH),
  LOCK_OWNER_ALIVE(StateFailures.LOCK_OWNER_ALIVE),
  LOCK_OWNER_UNKNOWN(StateFailures.LOCK_OWNER_UNKNOWN),
  // RequestFailures: What users and operators request: conflicts, confirmations, cancellation; and
  // internal errors.
  OPERATION_IN_PROGRESS(RequestFailures.OPERATION_IN_PROGRESS),
  DATABASE_PROTECTED(RequestFailures.DATABASE_PROTECTED),
  CONFIRMATION_MISSING(RequestFailures.CONFIRMATION_MISSING),
  REASON_MISSING(RequestFailures.REASON_MISSING),
  TENANT_SUSPENDED(RequestFailures.TENANT_SUSPENDED),
  TENANT_BEING_DELETED(RequestFailures.TENANT_BEING_DELETED),
  TENANT_EXISTS(RequestFailures.TENANT_EXISTS),
  TENANT_HAS_ENVIRONMENTS(RequestFailures.TENANT_HAS_ENVIRONMENTS),
  INFRASTRUCTURE_INCOMPLETE(RequestFailures.INFRASTRUCTURE_INCOMPLETE),
  NO_GPU_MACHINES(RequestFailures.NO_GPU_MACHINES),
  OPERATION_CANCELLED(RequestFailures.OPERATION_CANCELLED),
  REPLACED_BY_FORCED_DESTROY(RequestFailures.REPLACED_BY_FORCED_DESTROY),
  STATUS_SET_MANUALLY(RequestFailures.STATUS_SET_MANUALLY),
  UNEXPECTED_ERROR(RequestFailures.UNEXPECTED_ERROR),
  // PlanFailures: Plans, and the adoption of what an interrupted run created.
  PLAN_STALE(PlanFailures.PLAN_STALE),
  PLAN_WOULD_DUPLICATE(PlanFailures.PLAN_WOULD_DUPLICATE),
  PLAN_WOULD_CHANGE(PlanFailures.PLAN_WOULD_CHANGE),
  PLAN_WOULD_DESTROY(PlanFailures.PLAN_WOULD_DESTROY),
  UPDATE_WOULD_INTERRUPT(PlanFailures.UPDATE_WOULD_INTERRUPT),
  UPDATE_PLAN_CHANGED(PlanFailures.UPDATE_PLAN_CHANGED),
  UPDATE_PLAN_OUTDATED(PlanFailures.UPDATE_PLAN_OUTDATED),
  NOTHING_TO_PLAN(PlanFailures.NOTHING_TO_PLAN),
  ADOPTION_AMBIGUOUS(PlanFailures.ADOPTION_AMBIGUOUS),
  ADOPTION_NOT_OWNED(PlanFailures.ADOPTION_NOT_OWNED),
  ADOPTION_UNHEALTHY(PlanFailures.ADOPTION_UNHEALTHY),
  ADOPTION_TIMEOUT(PlanFailures.ADOPTION_TIMEOUT),
  // ResourceFailures: Single AWS resources: existing, in use, not ready, remaining after a destroy.
  ALREADY_EXISTS(ResourceFailures.ALREADY_EXISTS),
  RESOURCE_NOT_IN_STATE(ResourceFailures.RESOURCE_NOT_IN_STATE),
  RESOURCE_IN_USE(ResourceFailures.RESOURCE_IN_USE),
  RESOURCE_DELAYED(ResourceFailures.RESOURCE_DELAYED),
  RESOURCE_DELETION_BLOCKED(ResourceFailures.RESOURCE_DELETION_BLOCKED),
  DELETION_PROTECTED(ResourceFailures.DELETION_PROTECTED),
  FINAL_SNAPSHOT_FAILED(ResourceFailures.FINAL_SNAPSHOT_FAILED),
  RESOURCE_NOT_READY(ResourceFailures.RESOURCE_NOT_READY),
  RESOURCE_BUSY(ResourceFailures.RESOURCE_BUSY),
  RESOURCE_FAILED_WITHOUT_REASON(ResourceFailures.RESOURCE_FAILED_WITHOUT_REASON),
  KEY_UNUSABLE(ResourceFailures.KEY_UNUSABLE),
  RESOURCE_FAILED(ResourceFailures.RESOURCE_FAILED),
  NOT_FOUND(ResourceFailures.NOT_FOUND),
  RESOURCES_LEFT(ResourceFailures.RESOURCES_LEFT),
  // TerraformFailures: Terraform's process, its configuration and its provider.
  TERRAFORM_FAILED(TerraformFailures.TERRAFORM_FAILED),
  TERRAFORM_DEADLINE(TerraformFailures.TERRAFORM_DEADLINE),
  TERRAFORM_EXIT_CODE_MISSING(TerraformFailures.TERRAFORM_EXIT_CODE_MISSING),
  TERRAFORM_KILLED(TerraformFailures.TERRAFORM_KILLED),
  TERRAFORM_OUT_OF_MEMORY(TerraformFailures.TERRAFORM_OUT_OF_MEMORY),
  TERRAFORM_NOT_STARTED(TerraformFailures.TERRAFORM_NOT_STARTED),
  TERRAFORM_STOPPED(TerraformFailures.TERRAFORM_STOPPED),
  TERRAFORM_NOT_FOUND(TerraformFailures.TERRAFORM_NOT_FOUND),
  TERRAFORM_TOO_OLD(TerraformFailures.TERRAFORM_TOO_OLD),
  REGISTRY_UNREACHABLE(TerraformFailures.REGISTRY_UNREACHABLE),
  PROVIDER_NOT_FOUND(TerraformFailures.PROVIDER_NOT_FOUND),
  PROVIDER_SCHEMAS_UNAVAILABLE(TerraformFailures.PROVIDER_SCHEMAS_UNAVAILABLE),
  PROVIDER_NOT_STARTED(TerraformFailures.PROVIDER_NOT_STARTED),
  INVALID_REQUEST(TerraformFailures.INVALID_REQUEST),
  PROVIDER_CRASHED(TerraformFailures.PROVIDER_CRASHED),
  INVALID_CONFIGURATION(TerraformFailures.INVALID_CONFIGURATION),
  // WorkerHostFailures: The worker's host: disk, memory, work directory and tools.
  PROVIDER_MIRROR_MISSING(WorkerHostFailures.PROVIDER_MIRROR_MISSING),
  HELM_TOOLS_MISSING(WorkerHostFailures.HELM_TOOLS_MISSING),
  TEMPORARY_DIRECTORY_UNUSABLE(WorkerHostFailures.TEMPORARY_DIRECTORY_UNUSABLE),
  HOST_RESOURCES_EXHAUSTED(WorkerHostFailures.HOST_RESOURCES_EXHAUSTED),
  CLOCK_SKEWED(WorkerHostFailures.CLOCK_SKEWED),
  METADATA_UNAVAILABLE(WorkerHostFailures.METADATA_UNAVAILABLE),
  DISK_FULL(WorkerHostFailures.DISK_FULL),
  DISK_SPACE_INSUFFICIENT(WorkerHostFailures.DISK_SPACE_INSUFFICIENT),
  DISK_SPACE_LOW(WorkerHostFailures.DISK_SPACE_LOW),
  WORK_DIRECTORY_UNUSABLE(WorkerHostFailures.WORK_DIRECTORY_UNUSABLE),
  STACK_DIRECTORY_NOT_OWNED(WorkerHostFailures.STACK_DIRECTORY_NOT_OWNED),
  MEMORY_LOW(WorkerHostFailures.MEMORY_LOW),
  // NodeFailures: Nodes that do not join the cluster or do not become ready.
  NODE_ROLE_POLICIES_MISSING(NodeFailures.NODE_ROLE_POLICIES_MISSING),
  NODE_ROLE_DENIED(NodeFailures.NODE_ROLE_DENIED),
  NODE_ROLE_MISSING(NodeFailures.NODE_ROLE_MISSING),
  NODE_SECURITY_GROUPS(NodeFailures.NODE_SECURITY_GROUPS),
  NO_FREE_ADDRESSES(NodeFailures.NO_FREE_ADDRESSES),
  INSTANCE_QUOTA(NodeFailures.INSTANCE_QUOTA),
  INSTANCES_NOT_LAUNCHED(NodeFailures.INSTANCES_NOT_LAUNCHED),
  NODES_NOT_JOINED(NodeFailures.NODES_NOT_JOINED),
  NODES_NOT_DRAINED(NodeFailures.NODES_NOT_DRAINED),
  NODES_NOT_READY(NodeFailures.NODES_NOT_READY),
  // ClusterFailures: The cluster's API server, and Helm.
  CLUSTER_UNREACHABLE(ClusterFailures.CLUSTER_UNREACHABLE),
  CLUSTER_ENDPOINT_NOT_CHANGED(ClusterFailures.CLUSTER_ENDPOINT_NOT_CHANGED),
  CLUSTER_PRIVATE(ClusterFailures.CLUSTER_PRIVATE),
  CLUSTER_ACCESS_DENIED(ClusterFailures.CLUSTER_ACCESS_DENIED),
  CLUSTER_REQUEST_REJECTED(ClusterFailures.CLUSTER_REQUEST_REJECTED),
  WEBHOOK_UNAVAILABLE(ClusterFailures.WEBHOOK_UNAVAILABLE),
  NAMESPACE_TERMINATING(ClusterFailures.NAMESPACE_TERMINATING),
  ADD_ON_NOT_RESTORED(ClusterFailures.ADD_ON_NOT_RESTORED),
  CLUSTER_NOT_CREATED(ClusterFailures.CLUSTER_NOT_CREATED),
  BETA9_NOT_EXPOSED(ClusterFailures.BETA9_NOT_EXPOSED),
  CHART_NOT_FOUND(ClusterFailures.CHART_NOT_FOUND),
  HELM_REQUEST(ClusterFailures.HELM_REQUEST),
  HELM_PENDING(ClusterFailures.HELM_PENDING),
  HELM_CHANGED(ClusterFailures.HELM_CHANGED),
  HELM_EXISTS(ClusterFailures.HELM_EXISTS),
  HELM_ABSENT(ClusterFailures.HELM_ABSENT),
  HELM_TIMEOUT(ClusterFailures.HELM_TIMEOUT),
  HELM_KILLED(ClusterFailures.HELM_KILLED),
  HELM_CANCELED(ClusterFailures.HELM_CANCELED),
  HELM_UNAUTHORIZED(ClusterFailures.HELM_UNAUTHORIZED),
  HELM_FORBIDDEN(ClusterFailures.HELM_FORBIDDEN),
  HELM_REJECTED(ClusterFailures.HELM_REJECTED),
  HELM_UNREACHABLE(ClusterFailures.HELM_UNREACHABLE),
  HELM_BUSY(ClusterFailures.HELM_BUSY),
  HELM_CHART(ClusterFailures.HELM_CHART),
  HELM_OTHER(ClusterFailures.HELM_OTHER),
  // RolloutFailures: Pods of a release that do not become ready, and why.
  IMAGE_NAME_INVALID(RolloutFailures.IMAGE_NAME_INVALID),
  IMAGE_NOT_PULLED(RolloutFailures.IMAGE_NOT_PULLED),
  IMAGE_PULL_LIMITED(RolloutFailures.IMAGE_PULL_LIMITED),
  IMAGE_REGISTRY_UNREACHABLE(RolloutFailures.IMAGE_REGISTRY_UNREACHABLE),
  CONTAINER_CRASHES(RolloutFailures.CONTAINER_CRASHES),
  CONTAINER_NOT_STARTED(RolloutFailures.CONTAINER_NOT_STARTED),
  PODS_UNSCHEDULABLE(RolloutFailures.PODS_UNSCHEDULABLE),
  PODS_NOT_CREATED(RolloutFailures.PODS_NOT_CREATED),
  VOLUME_NOT_MOUNTED(RolloutFailures.VOLUME_NOT_MOUNTED),
  POD_NOT_INITIALIZED(RolloutFailures.POD_NOT_INITIALIZED),
  WORKLOAD_NOT_READY(RolloutFailures.WORKLOAD_NOT_READY),
  DATABASE_LOGIN(RolloutFailures.DATABASE_LOGIN),
  REDIS_LOGIN(RolloutFailures.REDIS_LOGIN),
  DATABASE_EXTENSION(RolloutFailures.DATABASE_EXTENSION),
  DATABASE_UNREACHABLE(RolloutFailures.DATABASE_UNREACHABLE),
  REDIS_UNREACHABLE(RolloutFailures.REDIS_UNREACHABLE),
  STORAGE_DENIED(RolloutFailures.STORAGE_DENIED),
  GATEWAY_CONFIG(RolloutFailures.GATEWAY_CONFIG),
  // Beta9Failures: Beta9 after its installation: gateway, administrator, pools, storage, load
  // balancer.
  OUTPUT_MISSING(Beta9Failures.OUTPUT_MISSING),
  OUTPUT_INVALID(Beta9Failures.OUTPUT_INVALID),
  SECRET_INVALID(Beta9Failures.SECRET_INVALID),
  GATEWAY_UNHEALTHY(Beta9Failures.GATEWAY_UNHEALTHY),
  GATEWAY_NOT_RUNNING(Beta9Failures.GATEWAY_NOT_RUNNING),
  GATEWAY_UNREACHABLE(Beta9Failures.GATEWAY_UNREACHABLE),
  GATEWAY_REQUEST_REJECTED(Beta9Failures.GATEWAY_REQUEST_REJECTED),
  BETA9_ALREADY_CLAIMED(Beta9Failures.BETA9_ALREADY_CLAIMED),
  POOLS_MISSING(Beta9Failures.POOLS_MISSING),
  WORKERS_NOT_CREATED(Beta9Failures.WORKERS_NOT_CREATED),
  STORAGE_REJECTED(Beta9Failures.STORAGE_REJECTED),
  SANDBOX_IMAGE_NOT_BUILT(Beta9Failures.SANDBOX_IMAGE_NOT_BUILT),
  SANDBOX_REJECTED(Beta9Failures.SANDBOX_REJECTED),
  SANDBOX_NOT_STARTED(Beta9Failures.SANDBOX_NOT_STARTED),
  SANDBOX_COMMAND_FAILED(Beta9Failures.SANDBOX_COMMAND_FAILED),
  SANDBOX_VOLUME_NOT_STORED(Beta9Failures.SANDBOX_VOLUME_NOT_STORED),
  CERTIFICATE_UNUSABLE(Beta9Failures.CERTIFICATE_UNUSABLE),
  CERTIFICATE_NOT_ISSUED(Beta9Failures.CERTIFICATE_NOT_ISSUED),
  CERTIFICATE_NOT_VALIDATED(Beta9Failures.CERTIFICATE_NOT_VALIDATED),
  LOAD_BALANCER_MISSING(Beta9Failures.LOAD_BALANCER_MISSING),
  GRPC_LISTENER_MISSING(Beta9Failures.GRPC_LISTENER_MISSING),
  // BackupFailures: Backup, restore and migration of the service's own database.
  BACKUP_FAILED(BackupFailures.BACKUP_FAILED),
  NOTHING_TO_BACK_UP(BackupFailures.NOTHING_TO_BACK_UP),
  BACKUP_FILE_EXISTS(BackupFailures.BACKUP_FILE_EXISTS),
  BACKUP_NOT_WRITABLE(BackupFailures.BACKUP_NOT_WRITABLE),
  BACKUP_NOT_FOUND(BackupFailures.BACKUP_NOT_FOUND),
  BACKUP_UNREADABLE(BackupFailures.BACKUP_UNREADABLE),
  BACKUP_ENCRYPTED(BackupFailures.BACKUP_ENCRYPTED),
  BACKUP_KEY_MISMATCH(BackupFailures.BACKUP_KEY_MISMATCH),
  BACKUP_KEY_UNREADABLE(BackupFailures.BACKUP_KEY_UNREADABLE),
  BACKUP_CHANGED(BackupFailures.BACKUP_CHANGED),
  BACKUP_VERSION_UNSUPPORTED(BackupFailures.BACKUP_VERSION_UNSUPPORTED),
  DATABASE_NOT_EMPTY(BackupFailures.DATABASE_NOT_EMPTY),
  SCHEMA_DIFFERS(BackupFailures.SCHEMA_DIFFERS),
  RESTORE_NOT_VERIFIED(BackupFailures.RESTORE_NOT_VERIFIED),
  RESTORE_FAILED(BackupFailures.RESTORE_FAILED),
  MIGRATION_OUT_OF_ORDER(BackupFailures.MIGRATION_OUT_OF_ORDER);

  /** The placeholder of the subject, next to those of the parameters. */
  static final String SUBJECT = "subject";

  private static final Map<String, FailureCode> BY_CODE =
      Arrays.stream(values()).collect(Collectors.toMap(FailureCode::code, Function.identity()));

  private final FailureDefinition definition;

  FailureCode(FailureDefinition definition) {
    this.definition = definition;
  }

  /** Returns the code of this name on the wire, empty if there is none. */
  public static Optional<FailureCode> of(String code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }

  /** Returns the name on the wire, in kebab case: {@code state-locked}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public FailureClass failureClass() {
    return definition.failureClass();
  }

  public ResponsibleParty responsible() {
    return definition.responsible();
  }

  /** Returns the meaning, one sentence for documents. */
  public String meaning() {
    return definition.meaning();
  }

  /** Returns the message with the names of its parameters in angle brackets. */
  public String messageTemplate() {
    return what().documented() + ": " + why().documented();
  }

  /** Returns the next step with the names of its parameters in angle brackets. */
  public String nextStep() {
    return next().documented();
  }

  FailureTemplate what() {
    return definition.what();
  }

  FailureTemplate why() {
    return definition.why();
  }

  FailureTemplate next() {
    return definition.next();
  }

  @Override
  public String toString() {
    return code();
  }
}
