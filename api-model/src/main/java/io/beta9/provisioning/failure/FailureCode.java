package io.beta9.provisioning.failure;

import static io.beta9.provisioning.failure.FailureClass.BOOTSTRAP;
import static io.beta9.provisioning.failure.FailureClass.CANCELLED;
import static io.beta9.provisioning.failure.FailureClass.CAPACITY;
import static io.beta9.provisioning.failure.FailureClass.CONFIGURATION;
import static io.beta9.provisioning.failure.FailureClass.CONFLICT;
import static io.beta9.provisioning.failure.FailureClass.INTERNAL;
import static io.beta9.provisioning.failure.FailureClass.PERMISSION;
import static io.beta9.provisioning.failure.FailureClass.QUOTA;
import static io.beta9.provisioning.failure.FailureClass.TIMEOUT;
import static io.beta9.provisioning.failure.FailureClass.TRANSIENT;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The catalogue of failures: for each code its class, its meaning in one line, and the templates of
 * what failed, why, and what to do next. {@code docs/failures.md} is generated from it.
 */
public enum FailureCode {
  // Access to AWS.
  ACCESS_DENIED(
      PERMISSION,
      "The role in the customer's account is not allowed to perform an action.",
      Text.ACTIVITY,
      "[{principal} is not allowed to perform {action}[ on {resource}]|{reported}]",
      "Allow [{action}|the action] in the policies of the role (an explicit deny or an organization"
          + " policy takes precedence), then retry"),
  ROLE_NOT_ASSUMABLE(
      PERMISSION,
      "The service cannot assume the role in the customer's account.",
      Text.ACTIVITY,
      "{reported}",
      "In the trust policy of [{role}|the role], allow sts:AssumeRole to the principal of this"
          + " service, [with sts:ExternalId {external_id} as condition|with the external id of the"
          + " meta-config, if it has one, as sts:ExternalId], then retry"),
  WRONG_ACCOUNT(
      CONFIGURATION,
      "The role belongs to another account than the one in the meta-config.",
      Text.ACTIVITY,
      "the role[ {role}] belongs to account {account}",
      "Correct cloud.account_id or cloud.role_arn in the meta-config"),
  NO_CREDENTIALS(
      CONFIGURATION,
      "The service itself has no AWS credentials.",
      Text.ACTIVITY,
      "this service has no AWS credentials",
      "Give the service a role (pod identity or web identity), or set AWS_ACCESS_KEY_ID and"
          + " AWS_SECRET_ACCESS_KEY"),
  BAD_CREDENTIALS(
      CONFIGURATION,
      "AWS does not accept the credentials of the service.",
      Text.ACTIVITY,
      "{reported}",
      "Check the AWS credentials of this service, and that the region is enabled in the account"),
  CREDENTIALS_EXPIRED(
      TRANSIENT,
      "The temporary AWS credentials expired during the call.",
      Text.ACTIVITY,
      "{reported}",
      "Retried automatically with new credentials. If the error persists, check the clock of this"
          + " host and the role's maximum session duration"),
  ACCOUNT_NOT_READY(
      CONFIGURATION,
      "The account's sign-up is incomplete, or the region is not enabled.",
      Text.ACTIVITY,
      "{reported}",
      "Complete the account's sign-up, or enable the region, in the AWS console, then retry"),
  THROTTLED(
      TRANSIENT,
      "AWS rejected a call because of its request rate.",
      Text.ACTIVITY,
      "{reported}",
      "Retried automatically. If the error persists, find out what else in the account exhausts"
          + " the request rate"),
  AWS_UNAVAILABLE(
      TRANSIENT,
      "An AWS service answered with an internal error.",
      Text.ACTIVITY,
      "{reported}",
      "Retried automatically. If the error persists, check the AWS Health Dashboard"),
  NETWORK(
      TRANSIENT,
      "AWS could not be reached.",
      Text.ACTIVITY,
      "{reported}",
      "Retried automatically. If the error persists, check the network path from this host to AWS"),
  REJECTED_BY_AWS(
      CONFIGURATION,
      "AWS rejected a request as invalid.",
      Text.ACTIVITY,
      "{reported}",
      "Change what AWS names, then retry"),
  AWS_CLIENT(
      INTERNAL,
      "The AWS client failed before it sent a request.",
      Text.ACTIVITY,
      "{reported}",
      "Retry. If the error persists, report it with this text"),

  // Quotas and capacity of the account.
  QUOTA_EXCEEDED(
      QUOTA,
      "A service quota of the account does not suffice.",
      Text.ACTIVITY,
      "[the quota '{quota}' is {limit}, of which {used} are in use, and {needed} more are"
          + " required|{reported}]",
      "Raise the quota in Service Quotas[ ({service}, {quota_code})] or free some of it, then"
          + " retry"),
  VPC_QUOTA(
      QUOTA,
      "The account's quota of VPCs in the region is exhausted.",
      Text.ACTIVITY,
      "{reported}",
      "Raise the quota 'VPCs per Region' (L-F678F1CE) in Service Quotas or delete an unused VPC,"
          + " then retry"),
  ADDRESS_QUOTA(
      QUOTA,
      "The account's quota of Elastic IP addresses is exhausted.",
      Text.ACTIVITY,
      "{reported}",
      "Raise the quota 'EC2-VPC Elastic IPs' (L-0263D0A3) or release an address, then retry"),
  NAT_GATEWAY_QUOTA(
      QUOTA,
      "The account's quota of NAT gateways is exhausted.",
      Text.ACTIVITY,
      "{reported}",
      "Raise the quota 'NAT gateways per Availability Zone' (L-FE5A380F), then retry"),
  VCPU_QUOTA(
      QUOTA,
      "The account's vCPU quota of an instance family is exhausted.",
      Text.ACTIVITY,
      "{reported}",
      "Raise the quota for running On-Demand instances of that family in Service Quotas, then"
          + " retry"),
  NO_CAPACITY(
      CAPACITY,
      "AWS currently has no capacity for the requested type in the requested zones.",
      Text.ACTIVITY,
      "[{nodes}; ][node group {node_group}: ][AWS currently has no capacity for {instance_type} in"
          + " {zones}|{reported}|AWS currently has no capacity]"
          + Text.NODE_DETAILS,
      "Retry later, or choose [zones that offer it in network.availability_zones"
          + " ({other_zones})|other zones in network.availability_zones], another cluster.profile"
          + " or another size"),
  INSTANCE_TYPE_NOT_OFFERED(
      CAPACITY,
      "AWS does not offer an instance type in any of the requested zones.",
      Text.ACTIVITY,
      "[{nodes}; ][node group {node_group}: ]AWS does not offer {instance_type} in any of {zones}"
          + Text.NODE_DETAILS,
      "Choose [zones that offer it in network.availability_zones ({other_zones})|other zones in"
          + " network.availability_zones], another cluster.profile or another gpu_type"),
  INSTANCE_TYPE_NOT_OFFERED_EVERYWHERE(
      CAPACITY,
      "Warning: AWS does not offer an instance type in some of the requested zones.",
      Text.CHECKING,
      "[node group {node_group}: ]AWS does not offer {instance_type} in {zones}",
      "No action needed: the nodes are placed in the other zones"),
  DATABASE_NOT_OFFERED(
      CAPACITY,
      "RDS does not offer the instance class in enough of the requested zones.",
      Text.CHECKING,
      "RDS offers {instance_type} in [only {offered_zones}|none] of {zones}[, and the database with"
          + " its standby requires {needed} zones]",
      Text.OTHER_DATABASE),
  DATABASE_NO_CAPACITY(
      CAPACITY,
      "RDS currently has no capacity for the instance class in the requested zones.",
      Text.ACTIVITY,
      "{reported}",
      Text.OTHER_DATABASE),

  // Checks before anything is created.
  NAME_TAKEN(
      CONFLICT,
      "A name that the environment needs is in use.",
      Text.CHECKING,
      "{subject} exists and belongs to [{owner}|an unknown owner]",
      "Delete it if it is unused, or choose another name; then retry"),
  BUCKET_NAME_TAKEN(
      CONFLICT,
      "Warning: a bucket of the environment's name exists and has no tag of an environment.",
      Text.CHECKING,
      "{subject} exists and has no tag of an environment",
      "If it is not from an interrupted run, choose another data.object_store.bucket_prefix"),
  PERMISSIONS_MISSING(
      PERMISSION,
      "The role lacks permissions that creating the environment requires.",
      Text.CHECKING,
      "{role} is not allowed to perform {actions}",
      "Allow these actions in the policies of the role, then retry"),
  PERMISSIONS_UNCERTAIN(
      PERMISSION,
      "Warning: permissions of the role depend on conditions that cannot be evaluated in advance.",
      Text.CHECKING,
      "whether {role} is allowed to perform {actions} depends on conditions that cannot be"
          + " evaluated in advance",
      "No action needed if the conditions hold for the tags and names of this environment"),
  PERMISSIONS_NOT_CHECKED(
      PERMISSION,
      "Warning: the role is not allowed to simulate its own permissions.",
      Text.CHECKING,
      "the role is not allowed to simulate its own permissions, so it is unknown whether they"
          + " suffice",
      "To have the permissions checked in advance, allow iam:SimulatePrincipalPolicy on {role}"),
  ZONE_UNAVAILABLE(
      CONFIGURATION,
      "The account cannot use a requested availability zone.",
      Text.CHECKING,
      "the account cannot use {zones}",
      "Choose network.availability_zones from {other_zones}"),

  // The Terraform state.
  STATE_NOT_SAVED(
      TRANSIENT,
      "Terraform could not write its state; the state is kept encrypted and uploaded later.",
      Text.ACTIVITY,
      "the state could not be saved[ and is in {path}][: {reported}]",
      "The state is kept and uploaded by the next attempt. Check that the state bucket is writable,"
          + " and retry if the operation is not retried automatically"),
  STATE_LOCKED(
      CONFLICT,
      "The state is locked by a process that is not a terminated run of this environment.",
      Text.ACTIVITY,
      "the state is locked[ by {owner}][ for {action}][ since {age}][ (lock id {lock_id})][; a"
          + " manually started Terraform process runs in the stack directory (pid {pid})]",
      "Wait until the lock is released. If its owner is dead, run './provisioner state unlock"
          + " [{environment}|ENVIRONMENT]' and retry ('./provisioner state lock"
          + " [{environment}|ENVIRONMENT]' shows the lock)"),
  STATE_LOCK_RELEASED(
      TRANSIENT,
      "The state was locked for a moment and is no longer.",
      Text.ACTIVITY,
      "the state could not be locked, and the lock was released afterwards",
      "Retried automatically. If the error persists, read Terraform's output with './provisioner"
          + " env logs [{environment}|ENVIRONMENT]'"),
  STATE_DIGEST_MISMATCH(
      CONFLICT,
      "The state and the digest in the lock table do not match.",
      Text.ACTIVITY,
      "the state and its digest[ (item {item} of table {table})] do not match[: {reported}]",
      "Compare the versions with './provisioner state versions [{environment}|ENVIRONMENT]', then"
          + " run './provisioner state rollback' to the right one (possibly the newest), which"
          + " rewrites the state and its digest; then retry"),
  STATE_BUCKET_MISSING(
      CONFIGURATION,
      "The state bucket does not exist.",
      Text.ACTIVITY,
      "{reported}",
      "Retry: the bucket is created first. If it was deleted on purpose, restore its contents"
          + " before"),
  STATE_BUCKET_TAKEN(
      CONFLICT,
      "The state bucket's name belongs to another account, or the role cannot see the bucket.",
      Text.ACTIVITY,
      "the bucket {subject} is not owned by account {account}, or the role is not allowed to see"
          + " it",
      "Allow s3:ListBucket on it to the role. If the bucket belongs to another account, report it:"
          + " no state may be stored there"),
  STATE_UNREADABLE(
      CONFLICT,
      "The object in the state bucket is not a complete state.",
      Text.ACTIVITY,
      "the object in the bucket is not a complete state",
      "List the versions with './provisioner state versions {environment}' and roll back to a"
          + " complete one"),
  STATE_CHANGED(
      CONFLICT,
      "The state was written by another process during the operation, without its lock.",
      Text.ACTIVITY,
      "another process wrote the state at the same time, without its lock",
      "Check the versions with './provisioner state versions {environment}', then retry"),
  STATE_VERSIONS_NOT_DELETED(
      TRANSIENT,
      "S3 did not delete all of the state's old versions.",
      Text.ACTIVITY,
      "{failed} of {total} remain; S3 reports {reported}",
      "Retry. If S3 reports AccessDenied, allow s3:DeleteObjectVersion to the role"),
  ERRORED_STATE_REJECTED(
      CONFLICT,
      "The state that could not be written conflicts with the one in the bucket.",
      Text.ACTIVITY,
      "the bucket holds [a state of another lineage ({bucket_lineage}) than the kept state"
          + " ({lineage})|serial {bucket_serial}, which is newer than serial {serial} of the kept"
          + " state: another process has changed it since]",
      "Compare both with './provisioner state versions {environment}'. If the state in the bucket"
          + " is right, run './provisioner state kept {environment} --drop' and retry: what only"
          + " the kept state contains is found in the account"),
  LINEAGE_MISMATCH(
      CONFLICT,
      "The chosen state version belongs to another lineage than the current state.",
      Text.ACTIVITY,
      "the lineage of version {version} is {bucket_lineage}, that of the current state is"
          + " {lineage}",
      "Choose a version of lineage {lineage}"),
  LOCK_OWNER_ALIVE(
      CONFLICT,
      "The lock belongs to a process that is still running.",
      Text.ACTIVITY,
      "{reported}",
      "Wait until it ends, or stop it with './provisioner env cancel {environment}'"),
  LOCK_OWNER_UNKNOWN(
      CONFLICT,
      "The lock belongs to a process that is not known to be dead.",
      Text.ACTIVITY,
      "the lock is held by {owner}, and {reported}",
      "Contact {owner}. If that Terraform process is certainly dead, run './provisioner state"
          + " unlock {environment} --force --confirm {subject} --reason TEXT'"),
  OPERATION_IN_PROGRESS(
      CONFLICT,
      "Another operation of the environment is in progress.",
      Text.ACTIVITY,
      "{subject} has an operation in progress",
      "Wait until it has finished, or stop it with './provisioner env cancel {environment}'"),
  CONFIRMATION_MISSING(
      CONFIGURATION,
      "A dangerous command was not confirmed with the environment's name.",
      "{activity} requires confirmation",
      "['{given}' is not the environment's name|the environment's name was not given]",
      "Pass its name with --confirm {subject}"),
  REASON_MISSING(
      CONFIGURATION,
      "A command that is recorded in the audit trail was given no reason.",
      "{activity} requires a reason",
      "the audit trail records who did it and why",
      "Pass the reason with --reason TEXT (in the API: the header X-Reason or the field reason)"),

  // Plans.
  PLAN_STALE(
      TRANSIENT,
      "The state changed between the plan and its apply.",
      Text.ACTIVITY,
      "the state changed between the plan and its apply",
      "Retried automatically with a new plan; nothing was changed"),
  PLAN_WOULD_DUPLICATE(
      CONFLICT,
      "The plan would create a resource that may exist already.",
      Text.PLAN,
      "it would create {subject}, which may exist in the account already",
      Text.CHECK_RESOURCE),
  PLAN_WOULD_CHANGE(
      CONFLICT,
      "The plan would change an imported resource unexpectedly.",
      Text.PLAN,
      "it would change {attributes} of {subject}, which an interrupted run created and which should"
          + " need no change",
      Text.CHECK_RESOURCE),
  PLAN_WOULD_DESTROY(
      CONFLICT,
      "The plan would destroy or replace a resource that no one asked to remove.",
      Text.PLAN,
      "it would {action} {subject}[ (and {count} more)][, and with it {loss}][; Terraform's reason"
          + " is '{reported}']",
      "[If {tainted} is healthy in AWS, run 'terraform untaint {tainted}' in the stack directory"
          + " and retry|Check the resource in the account and in the state ('./provisioner state"
          + " show ENVIRONMENT'), and what was changed in the meta-config or in the account; then"
          + " retry. Nothing was changed yet]"),

  // Adoption after an interrupted run.
  ADOPTION_AMBIGUOUS(
      CONFLICT,
      "More than one resource in the account can be the one that an interrupted run created.",
      Text.RESUMING,
      "more than one resource in the account matches {subject}: {ids}",
      "Find out which of {ids} is in use, delete the others, then retry"),
  ADOPTION_NOT_OWNED(
      CONFLICT,
      "A resource of the required name exists and does not belong to the environment.",
      Text.RESUMING,
      "{subject} is to be created as {id}, which exists: {reported}",
      "Delete or rename {id} if it is not in use, then retry"),
  ADOPTION_UNHEALTHY(
      CONFLICT,
      "A resource that an interrupted run created is in a failed state.",
      Text.RESUMING,
      "{subject} exists as {id}, and its status is '{status}'",
      "Check {id} in the AWS console, fix or delete it, then retry"),
  ADOPTION_TIMEOUT(
      TIMEOUT,
      "A resource that an interrupted run created did not become ready.",
      Text.RESUMING,
      "not ready within {limit}: {resources}",
      "Check them in the AWS console, then retry: the wait restarts"),

  // Resources.
  ALREADY_EXISTS(
      CONFLICT,
      "A resource of that name exists.",
      Text.ACTIVITY,
      "{reported}",
      "If it belongs to this environment, retry: existing resources are detected before the next"
          + " plan. Otherwise rename or delete it"),
  RESOURCE_IN_USE(
      CONFLICT,
      "A resource cannot be deleted because another one uses it.",
      Text.ACTIVITY,
      "{reported}",
      "Find out what uses it (usually network interfaces and load balancers that the cluster"
          + " created), delete that, then retry"),
  DELETION_PROTECTED(
      CONFLICT,
      "A resource is protected against deletion.",
      Text.ACTIVITY,
      "{reported}",
      "Remove the protection if the deletion is intended, then retry"),
  RESOURCE_NOT_READY(
      TIMEOUT,
      "A resource did not become ready in time.",
      Text.ACTIVITY,
      "[it was still '{status}' after {limit} (expected: '{expected}')|{reported}]",
      "Check it in the AWS console. Retry when it is ready: it is kept"),
  RESOURCE_FAILED(
      CONFLICT,
      "A resource entered a failed state.",
      Text.ACTIVITY,
      "{reported}",
      "Check its events in the AWS console, fix the cause, then retry"),
  NOT_FOUND(
      TRANSIENT,
      "A resource does not exist (yet).",
      Text.ACTIVITY,
      "{reported}",
      "Retried automatically with a new plan. If the error persists, a resource of this environment"
          + " was deleted by someone else"),
  RESOURCES_LEFT(
      CONFLICT,
      "Resources remain in the account after the destroy.",
      "Destroying left resources in the account",
      "{resources}",
      "Delete them or what depends on them, then run './provisioner env retry {environment}'"),

  // Terraform itself.
  TERRAFORM_FAILED(
      INTERNAL,
      "Terraform failed for a reason that is not in the catalogue.",
      Text.ACTIVITY,
      "{reported}[ (exit code {exit_code})]",
      "Read terraform.log in the stack directory, then retry"),
  TERRAFORM_DEADLINE(
      TIMEOUT,
      "Terraform exceeded a deadline and was stopped.",
      Text.ACTIVITY,
      "[{reported}|Terraform did not finish in time]; it was stopped",
      "Check the resource in the account, then retry: existing resources are kept. STEP_DEADLINES"
          + " and RESOURCE_DEADLINES allow more time"),
  TERRAFORM_EXIT_CODE_MISSING(
      TRANSIENT,
      "Terraform ended without an exit code, because its host or container was stopped.",
      Text.ACTIVITY,
      "Terraform ended without an exit code, as it does when its host or container is stopped",
      Text.NOTHING_LOST),
  TERRAFORM_KILLED(
      TRANSIENT,
      "Terraform was killed, for example by an operator.",
      Text.ACTIVITY,
      "Terraform was killed (exit code 137); its worker's memory limit was not the cause, or could"
          + " not be determined",
      Text.MORE_MEMORY),
  TERRAFORM_OUT_OF_MEMORY(
      TRANSIENT,
      "The kernel killed Terraform or its provider because the worker's memory was exhausted.",
      Text.ACTIVITY,
      "the kernel killed Terraform or its provider because the worker's memory was exhausted",
      "No action needed: existing resources are detected and the remaining ones are created. If"
          + " the error persists, set WORKER_CONCURRENCY lower, set TERRAFORM_MEMORY to what one"
          + " Terraform process needs, or raise the memory limit of the worker"),
  TERRAFORM_NOT_STARTED(
      TRANSIENT,
      "The worker ended before it had started Terraform.",
      Text.ACTIVITY,
      "the worker ended before Terraform had started",
      "Retry: nothing was changed"),
  TERRAFORM_STOPPED(
      TRANSIENT,
      "The worker lost its claim and stopped its Terraform process.",
      Text.ACTIVITY,
      "the worker lost its claim on the operation and stopped Terraform",
      "No action needed: the operation resumes, and existing resources are detected"),
  TERRAFORM_NOT_FOUND(
      TRANSIENT,
      "Terraform is not installed, or it is not executable.",
      "Starting Terraform failed",
      "{reported}",
      "Install Terraform 1.11 or newer (or OpenTofu 1.11), or set TERRAFORM_BINARY. Until then, the"
          + " worker claims no operations"),
  PROVIDER_MIRROR_MISSING(
      TRANSIENT,
      "The worker's provider mirror does not exist or is empty.",
      "Finding the providers of Terraform failed",
      "the provider mirror {path} does not exist or contains no providers",
      "Restore the directory, or set TERRAFORM_PROVIDER_MIRROR and restart the worker. Until then,"
          + " the worker claims no operations"),
  TERRAFORM_TOO_OLD(
      CONFIGURATION,
      "The installed Terraform version is not supported.",
      Text.ACTIVITY,
      "{reported}",
      "Install Terraform 1.11 or newer (or OpenTofu 1.11) where the worker runs"),
  PROVIDER_NOT_FOUND(
      CONFIGURATION,
      "The AWS provider could not be installed.",
      Text.ACTIVITY,
      "{reported}",
      "Allow the worker to reach registry.terraform.io, or set TERRAFORM_PROVIDER_MIRROR to a"
          + " directory that contains the AWS provider"),
  PROVIDER_SCHEMAS_UNAVAILABLE(
      INTERNAL,
      "The AWS provider could not be loaded.",
      Text.ACTIVITY,
      "{reported}",
      "Give the worker more memory or set WORKER_CONCURRENCY lower, then retry"),
  PROVIDER_CRASHED(
      TRANSIENT,
      "The AWS provider's process crashed.",
      Text.ACTIVITY,
      "{reported}",
      Text.MORE_MEMORY),
  DISK_FULL(TRANSIENT, "The worker's disk is full.", Text.ACTIVITY, "{reported}", Text.DISK_SPACE),
  DISK_SPACE_INSUFFICIENT(
      TRANSIENT,
      "The worker has less free disk space than it requires to claim operations.",
      "The worker has too little disk space",
      "{found} are free in {path}, and {limit} (WORKDIR_FREE_MINIMUM) are required",
      Text.DISK_SPACE),
  DISK_SPACE_LOW(
      TRANSIENT,
      "The worker has less free disk space than recommended, and still claims operations.",
      "The worker's disk space is low",
      "{found} are free in {path}, less than {limit} (WORKDIR_FREE_WARNING)",
      "Free disk space below WORKDIR_BASE, or enlarge the volume, before the worker stops claiming"
          + " operations (WORKDIR_FREE_MINIMUM)"),
  WORK_DIRECTORY_UNUSABLE(
      TRANSIENT,
      "The worker cannot write its work directory or execute files in it.",
      "Using the work directory {path} failed",
      "{reported}",
      "Make the directory writable for the worker and mount it without noexec, or set WORKDIR_BASE"
          + " to another one. Until then, the worker claims no operations"),
  MEMORY_LOW(
      TRANSIENT,
      "The worker has too little memory for another Terraform process.",
      "The worker has too little memory",
      "{found} are available, and {needed} are required",
      "Set TERRAFORM_MEMORY to what one Terraform process needs, or raise the memory limit of the"
          + " worker. Until then, the worker claims no operations"),
  INVALID_CONFIGURATION(
      CONFIGURATION,
      "The Terraform configuration is invalid.",
      Text.ACTIVITY,
      "{reported}",
      "The Terraform configuration does not match its variables: report it with the environment's"
          + " id"),

  // Nodes of the cluster.
  NODE_ROLE_POLICIES_MISSING(
      PERMISSION,
      "The role of the nodes lacks a required policy.",
      Text.ACTIVITY,
      "[{nodes}; ][node group {node_group}: ]the nodes' role {role} lacks {policies}"
          + Text.NODE_DETAILS,
      "Retry: Terraform attaches them again. If they are detached again, find out in CloudTrail"
          + " (DetachRolePolicy) by whom"),
  NODE_ROLE_DENIED(
      PERMISSION,
      "The nodes are denied access to the cluster.",
      Text.ACTIVITY,
      "{nodes}" + Text.NODE_DETAILS,
      "Check that the nodes' role has AmazonEKSWorkerNodePolicy, AmazonEKS_CNI_Policy and"
          + " AmazonEC2ContainerRegistryReadOnly and an access entry of type EC2_LINUX, then"
          + " retry"),
  NODE_ROLE_MISSING(
      CONFLICT,
      "The role or the instance profile of the nodes does not exist.",
      Text.ACTIVITY,
      "{nodes}" + Text.NODE_DETAILS,
      "Retry: Terraform creates the nodes' role again"),
  NODE_SECURITY_GROUPS(
      CONFLICT,
      "Security groups block traffic that the nodes need.",
      Text.ACTIVITY,
      "[{nodes}; ][node group {node_group}: ]{blocked}" + Text.NODE_DETAILS,
      "Retry: Terraform restores the rules of its own groups. A rule of the group that EKS created"
          + " (all traffic from itself, all traffic out) has to be added with 'aws ec2"
          + " authorize-security-group-ingress' or '…-egress'"),
  NO_FREE_ADDRESSES(
      CONFIGURATION,
      "The subnets of the nodes have no free addresses.",
      Text.ACTIVITY,
      "[{nodes}; ][node group {node_group}: ][no address is free in {subnets}|the subnets have no"
          + " free address]"
          + Text.NODE_DETAILS,
      "Delete what uses addresses there ('aws ec2 describe-network-interfaces' lists it), then"
          + " retry. If the environment itself uses them, create a new one with a larger"
          + " network.cidr"),
  INSTANCE_QUOTA(
      QUOTA,
      "The account's vCPU quota does not allow more nodes.",
      Text.ACTIVITY,
      "{nodes}" + Text.NODE_DETAILS,
      "Request more vCPUs of this family in Service Quotas (EC2, On-Demand instances), then retry"),
  INSTANCES_NOT_LAUNCHED(
      BOOTSTRAP,
      "The Auto Scaling group could not launch instances.",
      Text.ACTIVITY,
      "{nodes}" + Text.NODE_DETAILS,
      "Read the activity of the node group's Auto Scaling group, fix the cause, then retry"),
  NODES_NOT_JOINED(
      BOOTSTRAP,
      "Instances run and do not join the cluster.",
      Text.ACTIVITY,
      "[{nodes}; ][node group {node_group}: instances run and do not join, although the role's"
          + " policies, the security groups and the subnets are as required|instances did not join"
          + " the cluster]"
          + Text.NODE_DETAILS,
      "Read the console of an instance ('aws ec2 get-console-output'); check that the subnets reach"
          + " the internet through their NAT gateway and the cluster's endpoint on port 443, the"
          + " policies of the nodes' role (AmazonEKSWorkerNodePolicy, AmazonEKS_CNI_Policy,"
          + " AmazonEC2ContainerRegistryReadOnly), the security groups and the free addresses of"
          + " the subnets; then retry"),
  NODES_NOT_READY(
      BOOTSTRAP,
      "Nodes have joined the cluster and are not ready.",
      Text.ACTIVITY,
      "{nodes}[; joined and not ready: {unready}]" + Text.NODE_DETAILS,
      "Check the add-ons vpc-cni and kube-proxy on these nodes, then retry"),

  // The cluster.
  CLUSTER_UNREACHABLE(
      TRANSIENT,
      "The cluster's API server does not answer.",
      "The API server of {subject} does not answer",
      "{reported}",
      "Check that its endpoint {endpoint} is reachable from the worker, then retry"),
  CLUSTER_ACCESS_DENIED(
      PERMISSION,
      "The cluster denies access to this service.",
      "The cluster {subject} denies access",
      "{reported}",
      "The role must be the one that created the cluster, or have an access entry with the policy"
          + " AmazonEKSClusterAdminPolicy; then retry"),
  CLUSTER_REQUEST_REJECTED(
      BOOTSTRAP,
      "The cluster's API server rejected a request.",
      Text.ACTIVITY,
      "the API server answered {status}: {reported}",
      "Read the environment's log, fix the cause in the cluster, then retry"),
  CLUSTER_NOT_CREATED(
      CONFLICT,
      "The environment has no cluster yet.",
      "Creating a kubeconfig for {subject} failed",
      "its cluster is not created, or not known yet",
      "Run './provisioner env get {environment}' to see its progress"),

  // Helm.
  CHART_NOT_FOUND(
      BOOTSTRAP,
      "A chart of this version is not installed on the worker.",
      "Installing release {subject} failed",
      "there is no chart '{chart}' in {path}",
      "Set CHARTS_DIR of the workers to the directory that contains the charts of this version"
          + " (beta9 and baseline), then run './provisioner env bootstrap ENVIRONMENT'"),
  HELM_REQUEST(
      INTERNAL,
      "The worker sent an invalid request to helm-runner.",
      Text.HELM,
      Text.HELM_REPORTED,
      "Report it with the worker's log"),
  HELM_PENDING(
      TRANSIENT,
      "Another Helm operation on the release is pending.",
      Text.HELM,
      Text.HELM_REPORTED,
      "Retry"),
  HELM_EXISTS(TRANSIENT, "The release exists already.", Text.HELM, Text.HELM_REPORTED, "Retry"),
  HELM_ABSENT(TRANSIENT, "The release does not exist.", Text.HELM, Text.HELM_REPORTED, "Retry"),
  HELM_TIMEOUT(TIMEOUT, "Helm did not finish in time.", Text.HELM, Text.HELM_REPORTED, "Retry"),
  HELM_KILLED(
      TRANSIENT,
      "helm-runner was killed.",
      Text.HELM,
      Text.HELM_REPORTED,
      "Retried automatically. If the error persists, give the worker more memory"),
  HELM_CANCELED(TRANSIENT, "helm-runner was interrupted.", Text.HELM, Text.HELM_REPORTED, "Retry"),
  HELM_UNAUTHORIZED(
      PERMISSION,
      "The cluster does not accept the credentials of Helm.",
      Text.HELM,
      Text.HELM_REPORTED,
      Text.HELM_GRANT),
  HELM_FORBIDDEN(
      PERMISSION,
      "The cluster does not allow what Helm attempts.",
      Text.HELM,
      Text.HELM_REPORTED,
      Text.HELM_GRANT),
  HELM_UNREACHABLE(
      TRANSIENT,
      "Helm could not reach the cluster.",
      Text.HELM,
      Text.HELM_REPORTED,
      "Check that the cluster's endpoint is reachable from the worker, then retry"),
  HELM_BUSY(
      TRANSIENT, "The cluster's API server is overloaded.", Text.HELM, Text.HELM_REPORTED, "Retry"),
  HELM_CHART(
      BOOTSTRAP,
      "The chart is invalid, or conflicts with the cluster.",
      Text.HELM,
      Text.HELM_REPORTED,
      "Fix the chart in CHARTS_DIR or the conflicting resource in the cluster, then retry"),
  HELM_OTHER(
      BOOTSTRAP,
      "Helm failed for a reason that is not in the catalogue.",
      Text.HELM,
      Text.HELM_REPORTED,
      "Check the environment's log and the release's objects in the cluster, then retry"),

  // The rollout of a release.
  IMAGE_NAME_INVALID(
      BOOTSTRAP,
      "The name of a container image is invalid.",
      Text.ROLLOUT,
      Text.POD,
      "Correct the image's name or version in the environment's configuration, then retry"),
  IMAGE_NOT_PULLED(
      BOOTSTRAP,
      "A container image cannot be pulled.",
      Text.ROLLOUT,
      Text.POD,
      "Check that the image exists with this tag, and that the nodes reach its registry through the"
          + " NAT gateway, then retry"),
  CONTAINER_CRASHES(
      BOOTSTRAP,
      "A container crashes repeatedly.",
      Text.ROLLOUT,
      Text.POD,
      "Read its last lines in the environment's log, fix the cause, then retry"),
  CONTAINER_NOT_STARTED(
      BOOTSTRAP,
      "A container cannot be started.",
      Text.ROLLOUT,
      Text.POD,
      "Check its volumes and its Secrets in the cluster, then retry"),
  PODS_UNSCHEDULABLE(
      BOOTSTRAP,
      "No node can run a pod.",
      Text.ROLLOUT,
      Text.POD,
      "Check that its node group has nodes and can grow (its maximum, the account's vCPU quota),"
          + " then retry"),
  PODS_NOT_CREATED(
      BOOTSTRAP,
      "Pods are not allowed or cannot be created.",
      Text.ROLLOUT,
      "its pods cannot be created: {reported}",
      "Check the namespace's pod security label and quotas, then retry"),
  VOLUME_NOT_MOUNTED(
      BOOTSTRAP,
      "A volume cannot be mounted.",
      Text.ROLLOUT,
      "{reported}",
      "Check the missing Secret or volume in {namespace}, then retry"),
  POD_NOT_INITIALIZED(
      BOOTSTRAP,
      "An init container does not finish.",
      Text.ROLLOUT,
      Text.POD,
      "Read its last lines in the environment's log, fix the cause, then retry"),
  WORKLOAD_NOT_READY(
      BOOTSTRAP,
      "A workload did not become ready in time.",
      Text.ROLLOUT,
      "[not ready in time: {workloads}|it has no workloads][; the latest warning is"
          + " {reported}][; not ready: node {unready}][; its last log line is '{log_line}']",
      "Check the pods of release {subject} in {namespace}, then retry"),
  DATABASE_LOGIN(
      BOOTSTRAP,
      "The database rejects Beta9's password.",
      Text.ROLLOUT,
      Text.POD_BECAUSE + "the database rejects Beta9's password" + Text.LOG_LINE,
      "Check that the secret beta9/[{environment}|ENVIRONMENT]/database contains the database's"
          + " password, then retry"),
  REDIS_LOGIN(
      BOOTSTRAP,
      "Redis rejects Beta9's token.",
      Text.ROLLOUT,
      Text.POD_BECAUSE + "Redis rejects Beta9's token" + Text.LOG_LINE,
      "Check that the secret beta9/[{environment}|ENVIRONMENT]/redis contains the token of the"
          + " replication group, then retry"),
  DATABASE_EXTENSION(
      BOOTSTRAP,
      "The database extension pg_cron cannot be created.",
      Text.ROLLOUT,
      Text.POD_BECAUSE + "the extension pg_cron cannot be created in its database" + Text.LOG_LINE,
      "Check that the database's parameter group loads pg_cron and that the instance was restarted"
          + " since, then retry"),
  DATABASE_UNREACHABLE(
      BOOTSTRAP,
      "Beta9 cannot reach its database.",
      Text.ROLLOUT,
      Text.POD_BECAUSE + "it cannot reach its database" + Text.LOG_LINE,
      "Check that the RDS instance is available and that its security group admits the nodes on"
          + " port 5432, then retry"),
  REDIS_UNREACHABLE(
      BOOTSTRAP,
      "Beta9 cannot reach Redis.",
      Text.ROLLOUT,
      Text.POD_BECAUSE + "it cannot reach Redis" + Text.LOG_LINE,
      "Check that the replication group is available, has TLS and a token, and that its security"
          + " group admits the nodes on port 6379, then retry"),
  STORAGE_DENIED(
      BOOTSTRAP,
      "Beta9 cannot use its bucket.",
      Text.ROLLOUT,
      Text.POD_BECAUSE + "it cannot use its bucket" + Text.LOG_LINE,
      "Check that the storage user's key is active and may read and write the bucket, then retry"),
  GATEWAY_CONFIG(
      BOOTSTRAP,
      "Beta9 rejects its configuration.",
      Text.ROLLOUT,
      Text.POD_BECAUSE + "it rejects its configuration" + Text.LOG_LINE,
      "Compare the Secret beta9-config with the gateway's version, then retry"),

  // Beta9 in the cluster.
  OUTPUT_MISSING(
      INTERNAL,
      "Terraform has no output that installing Beta9 requires.",
      "Installing Beta9 failed",
      "Terraform has no output {output}",
      "Retry: the outputs are read again"),
  GATEWAY_UNHEALTHY(
      BOOTSTRAP,
      "Beta9's gateway runs and does not report itself healthy.",
      "Waiting until Beta9's gateway is healthy failed",
      "{reported}",
      "Its health depends on Redis and PostgreSQL: check the gateway's log and the security groups"
          + " between nodes, database and Redis, then retry"),
  GATEWAY_NOT_RUNNING(
      TRANSIENT,
      "No pod of Beta9's gateway is ready.",
      "Calling Beta9's gateway failed",
      "none of its pods is ready",
      "Check the pods in {namespace}, then retry"),
  GATEWAY_UNREACHABLE(
      TRANSIENT,
      "Beta9's gateway does not answer as expected.",
      Text.ACTIVITY,
      "{reported}",
      "Read the log of the gateway's pods in {namespace}, then retry"),
  BETA9_ALREADY_CLAIMED(
      CONFLICT,
      "Beta9 has an administrator whose token the service does not have.",
      "Claiming Beta9 failed",
      "it has an administrator already, and [its token is not the one in the environment's secret"
          + " {secret}|the environment's secret admin-token is empty]",
      "Put the administrator's token into the secret beta9/[{environment}|ENVIRONMENT]/admin-token"
          + " as a JSON object with workspace_id and token, then retry. If the token is lost,"
          + " destroy the environment and create it again"),
  POOLS_MISSING(
      BOOTSTRAP,
      "Beta9 does not have all of its worker pools.",
      "Checking Beta9's worker pools failed",
      "it has [{found}|none] and lacks {missing}; it answered {reported}",
      "Search for these pools in the gateway's log and in the Secret beta9-config, then retry"),
  WORKERS_NOT_CREATED(
      BOOTSTRAP,
      "Beta9 did not create the workers that it is configured to keep.",
      "Waiting for Beta9's workers failed",
      "it is configured to keep {count}, and there is no Job worker-* in {namespace}",
      "Check the gateway's log: it needs the permissions of its Role on Jobs and Pods, and its"
          + " storage; then retry"),
  STORAGE_REJECTED(
      BOOTSTRAP,
      "Beta9 rejects the bucket as its storage.",
      "Setting the bucket {subject} as Beta9's storage failed",
      "Beta9 answered {reported}",
      "Check that the storage user's key is active and that its policy lets it read and write the"
          + " bucket, then retry"),
  LOAD_BALANCER_MISSING(
      BOOTSTRAP,
      "Beta9's load balancer was not created.",
      "Waiting for Beta9's load balancer failed",
      "[{reported}|AWS did not create it in time]",
      "Check that the subnets are tagged for load balancers, the account's quota of them, and that"
          + " the cluster's role is allowed to create them, then retry"),
  GRPC_LISTENER_MISSING(
      BOOTSTRAP,
      "Beta9's load balancer has no listener for gRPC.",
      "Preparing Beta9's load balancer for gRPC failed",
      "it has no listener on port {port}",
      "Check the events of Service {subject} in {namespace}, then retry"),

  // Requests.
  INFRASTRUCTURE_INCOMPLETE(
      CONFLICT,
      "Beta9 alone cannot be installed because the infrastructure is not known to be complete.",
      "Installing only Beta9 in {subject} failed",
      "the environment failed in [step {step}|no known step], so its infrastructure is not known to"
          + " be complete",
      "Run './provisioner env retry {environment}'"),
  OPERATION_CANCELLED(
      CANCELLED,
      "A user cancelled the operation.",
      "[{activity}|The operation][ of {subject}] was cancelled",
      "[{user}|a user] requested it[, {circumstance}]",
      "Run './provisioner env retry [{environment}|ENVIRONMENT]' to resume, or './provisioner env"
          + " destroy [{environment}|ENVIRONMENT]'"),
  REPLACED_BY_FORCED_DESTROY(
      CANCELLED,
      "A forced destroy replaced the operation.",
      "The operation of {subject} was stopped",
      "{user} requested a forced destroy",
      "Run './provisioner env watch {environment}'"),
  STATUS_SET_MANUALLY(
      CONFLICT,
      "An operator set the environment's status while an operation was running.",
      "The operation of {subject} was stopped",
      "an operator set the status to destroyed while it was running; resources may remain in"
          + " account {account}",
      "If any resource remains, set the status to failed and run './provisioner env destroy"
          + " {environment}'"),
  UNEXPECTED_ERROR(
      INTERNAL,
      "The worker encountered an error that it does not handle: a defect of this product.",
      "The operation failed unexpectedly",
      "{reported}",
      "Retry. If it fails again, report it with the worker's log"),

  // Backups of the service's own database.
  BACKUP_FAILED(
      INTERNAL,
      "The backup of the service's database failed.",
      "Creating the backup failed",
      "{reported}",
      "Check that the database is reachable (./provisioner doctor), then retry the backup"),
  NOTHING_TO_BACK_UP(
      CONFLICT,
      "The database contains no tables of this product.",
      "Creating the backup failed",
      "database {subject} has no schema of this product",
      "Set DATABASE_URL to the right database"),
  BACKUP_FILE_EXISTS(
      CONFLICT,
      "The output file of the backup exists.",
      "Writing the backup to {subject} failed",
      "[{path} exists, from a backup that is running or was interrupted|the file exists, and a"
          + " backup does not overwrite it]",
      "[Delete {path} if no backup is running|Choose another file name]"),
  BACKUP_NOT_WRITABLE(
      CONFLICT,
      "The output file of the backup cannot be created.",
      "Writing the backup to {subject} failed",
      "the file cannot be created: {reported}",
      "Choose a writable directory"),
  BACKUP_NOT_FOUND(
      INTERNAL,
      "The backup file does not exist.",
      Text.READING_BACKUP,
      "the file does not exist; nothing was restored",
      "Pass a file that ./provisioner db backup created"),
  BACKUP_UNREADABLE(
      INTERNAL,
      "The file is not a readable backup.",
      Text.READING_BACKUP,
      "[it is truncated or damaged ({damage})|it cannot be read: {reported}|it was not created by"
          + " ./provisioner db backup]; nothing was restored",
      Text.ANOTHER_BACKUP),
  BACKUP_CHANGED(
      INTERNAL,
      "The contents of the backup differ from what was written.",
      Text.READING_BACKUP,
      "[the rows of table {table} differ from those that were written ({rows} of {expected} rows,"
          + " or another checksum)|table {table} cannot be read: {reported}|the rows of table"
          + " {table} are missing|its manifest differs from the one that was written]; nothing was"
          + " restored",
      Text.ANOTHER_BACKUP),
  BACKUP_VERSION_UNSUPPORTED(
      CONFLICT,
      "The backup was created by a newer version of this product.",
      "[Reading the backup {subject}|Restoring] failed",
      "[its schema is {version}, and this version supports up to {limit}|its format {format} is"
          + " unknown]; nothing was restored",
      "Restore it with the version that created it"),
  DATABASE_NOT_EMPTY(
      CONFLICT,
      "The database to restore into is not empty.",
      "Restoring the backup failed",
      "database {subject} is not empty, it contains {found}",
      "Stop API and workers, create an empty database (psql -c 'CREATE DATABASE"
          + " {subject}_restored'), set DATABASE_URL to it and restore there"),
  SCHEMA_DIFFERS(
      CONFLICT,
      "The schema of the database cannot be made the one of the backup.",
      "Restoring the backup failed",
      "[table {table} does not have the columns of the backup|the schema cannot be migrated to the"
          + " scripts {schema}]; no rows were restored",
      Text.SAME_VERSION),
  RESTORE_NOT_VERIFIED(
      INTERNAL,
      "The restored rows differ from those of the backup.",
      "Restoring the backup failed",
      "table {table} has {rows} rows and another checksum than the {expected} rows of the backup;"
          + " no rows were restored",
      Text.SAME_VERSION),
  RESTORE_FAILED(
      INTERNAL,
      "The restore failed.",
      "Restoring the backup failed",
      "{reported}; no rows were restored",
      Text.SAME_VERSION);

  /** The placeholder of the subject, next to those of the parameters. */
  static final String SUBJECT = "subject";

  private static final Map<String, FailureCode> BY_CODE =
      Arrays.stream(values()).collect(Collectors.toMap(FailureCode::code, Function.identity()));

  private final FailureClass failureClass;
  private final String meaning;
  private final FailureTemplate what;
  private final FailureTemplate why;
  private final FailureTemplate next;

  FailureCode(FailureClass failureClass, String meaning, String what, String why, String next) {
    this.failureClass = failureClass;
    this.meaning = meaning;
    this.what = new FailureTemplate(what);
    this.why = new FailureTemplate(why);
    this.next = new FailureTemplate(next);
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
    return failureClass;
  }

  public ResponsibleParty responsible() {
    return failureClass.responsible();
  }

  /** Returns the meaning, one sentence for documents. */
  public String meaning() {
    return meaning;
  }

  /** Returns the next step with the names of its parameters in angle brackets. */
  public String nextStep() {
    return next.documented();
  }

  FailureTemplate what() {
    return what;
  }

  FailureTemplate why() {
    return why;
  }

  FailureTemplate next() {
    return next;
  }

  @Override
  public String toString() {
    return code();
  }

  /** Texts that several codes share. */
  private static final class Text {
    static final String ACTIVITY = "{activity}[ at {subject}] failed";
    static final String CHECKING = "Checking the account";
    static final String PLAN = "The plan was rejected";
    static final String RESUMING = "Resuming after an interrupted run failed";
    static final String HELM = "Helm could not {action} release {subject}";
    static final String HELM_REPORTED = "[{reported}|no reason was reported]";
    static final String HELM_GRANT =
        "Give the role that this service assumes an access entry with the policy"
            + " AmazonEKSClusterAdminPolicy, then retry";
    static final String ROLLOUT = "Release {subject} did not become ready in {namespace}";
    static final String LOG_LINE = "[; its last log line is '{log_line}']";
    static final String POD =
        "[pod {pod}][ (container {container})] {problem}[: {reported}][; {more_pods}][; not ready:"
            + " node {unready}]"
            + LOG_LINE;
    static final String POD_BECAUSE = "[pod {pod}][ (container {container})][ {problem}]: ";
    static final String NODE_DETAILS =
        "[; EKS reports {eks_issues}][; the console of {instance} ends with '{console}']";
    static final String OTHER_DATABASE =
        "Choose [another data.postgres.size ({alternatives} are offered in these zones)[, or zones"
            + " that offer it in network.availability_zones ({other_zones})]|zones that offer it in"
            + " network.availability_zones ({other_zones})|another data.postgres.size or other"
            + " zones in network.availability_zones], with './provisioner env update ENVIRONMENT -f"
            + " FILE'";
    static final String CHECK_RESOURCE =
        "Compare the resource in the account with the state ('./provisioner state show"
            + " ENVIRONMENT'), resolve the difference, and retry; nothing was changed yet";
    static final String MORE_MEMORY =
        "No action needed: existing resources are detected and the remaining ones are created. If"
            + " the error persists, give the worker more memory or set WORKER_CONCURRENCY lower";
    static final String DISK_SPACE =
        "Free disk space below WORKDIR_BASE, or enlarge the volume. Until then, the worker claims no"
            + " operations";
    static final String NOTHING_LOST =
        "Retry: existing resources are detected before the next plan";
    static final String READING_BACKUP = "Reading the backup {subject} failed";
    static final String ANOTHER_BACKUP =
        "Use another backup; restore a dump of pg_dump with: psql $DATABASE_URL < FILE";
    static final String SAME_VERSION =
        "Restore with the version that created the backup, into an empty database of the same"
            + " PostgreSQL version";

    private Text() {}
  }
}
