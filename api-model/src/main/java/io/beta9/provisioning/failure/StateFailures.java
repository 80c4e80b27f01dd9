package io.beta9.provisioning.failure;

import static io.beta9.provisioning.failure.FailureClass.CONFIGURATION;
import static io.beta9.provisioning.failure.FailureClass.CONFLICT;
import static io.beta9.provisioning.failure.FailureClass.TRANSIENT;

/** Terraform's state: storage, locks, lineage and versions. */
final class StateFailures {

  private static final String ROLLBACK =
      "'./provisioner state rollback {environment} --to VERSION --confirm {environment}"
          + " --reason TEXT'";

  private static final String DROP_KEPT =
      "'./provisioner state kept {environment} --drop --confirm {environment} --reason TEXT'";

  static final FailureDefinition STATE_NOT_SAVED =
      FailureDefinition.ofActivity(
          TRANSIENT,
          "Terraform could not write its state; the state is kept encrypted and uploaded later.",
          "the state could not be saved[ and is in {path}][: {reported}]",
          "The state is kept and uploaded by the next attempt. Check that the state"
              + " bucket is writable, and retry if the operation is not retried automatically");

  static final FailureDefinition STATE_LOCKED =
      FailureDefinition.ofActivity(
          CONFLICT,
          "The state is locked by a process that is not a terminated run of this environment.",
          "the state is locked[ by {owner}][ for {action}][, taken {age} ago][, taken at"
              + " {taken_at}][ (lock id {lock_id})][; a manually started Terraform process"
              + " runs in the stack directory (pid {pid})]",
          "Find out who holds the lock with './provisioner state lock {environment}', and wait"
              + " until it is released. If its process is certainly dead, run './provisioner state"
              + " unlock {environment} --force --confirm {environment} --reason TEXT'. Then retry"
              + " with './provisioner env retry {environment}'");

  static final FailureDefinition STATE_LOCK_RELEASED =
      FailureDefinition.ofActivity(
          TRANSIENT,
          "The state was locked; the lock has been released or removed.",
          "the state was locked by a process that has released the lock, or by an ended run of this"
              + " environment whose lock has been removed",
          "[No attempt follows ({attempts} made): |Retried automatically. If the error persists,"
              + " ]read Terraform's output with './provisioner env logs {environment}'");

  static final FailureDefinition STATE_DIGEST_MISMATCH =
      FailureDefinition.ofActivity(
          CONFLICT,
          "The state and the digest in the lock table do not match.",
          "the state and its digest[ (item {item} of table {table})] do not match[: {mismatch}|:"
              + " {reported}]",
          "Compare the versions with './provisioner state versions {environment}', and make the"
              + " right one (possibly the newest) the current one with "
              + ROLLBACK
              + ", which rewrites the state and its digest; then retry");

  static final FailureDefinition STATE_BUCKET_MISSING =
      FailureDefinition.ofActivity(
          CONFIGURATION,
          "The state bucket, or the table of its locks, does not exist.",
          "{reported}",
          "Retry: both are created first. If the bucket was deleted by mistake, restore its"
              + " contents before you retry");

  static final FailureDefinition STATE_BUCKET_TAKEN =
      FailureDefinition.ofActivity(
          CONFLICT,
          "The state bucket's name belongs to another account, or the role cannot see the bucket.",
          "the bucket is not owned by account {account}, or the role is not allowed to see it",
          "Allow the role to perform s3:ListBucket on it. If the bucket belongs to"
              + " another account, do not store a state in it, and report it");

  static final FailureDefinition STATE_LOG_BUCKET_UNUSABLE =
      FailureDefinition.ofActivity(
          CONFIGURATION,
          "S3 does not accept the bucket for the logs of the access to the state bucket.",
          "S3 does not accept bucket {subject} as its target: {reported}",
          "Set data.state.access_log_bucket to a bucket of the same account and region, or remove"
              + " it, with './provisioner env update {environment} -f FILE'");

  static final FailureDefinition STATE_UNREADABLE =
      FailureDefinition.ofActivity(
          CONFLICT,
          "The object in the state bucket is not a complete state, or is larger than one of this"
              + " service.",
          "the object in the bucket is not a complete state of this service",
          "List the versions with './provisioner state versions {environment}', and roll"
              + " back to a complete one with "
              + ROLLBACK);

  static final FailureDefinition STATE_FOREIGN_CONTENT =
      FailureDefinition.ofActivity(
          CONFLICT,
          "The state contains a resource that this service cannot have created.",
          "the state contains [a resource of {provider}|a resource in {module}|a resource of"
              + " the type {resource_type}|a data source of the type {data_type}|a resource of the"
              + " mode {mode}|{reported}], which is not part of this environment",
          "Find out who wrote to the state bucket: the customer's CloudTrail shows it. Then list"
              + " the versions with './provisioner state versions {environment}', and roll back to"
              + " one from before that change with "
              + ROLLBACK);

  static final FailureDefinition STATE_CHANGED =
      FailureDefinition.ofActivity(
          CONFLICT,
          "The state was written by another process during the operation, without its lock.",
          "another process wrote the state at the same time, without its lock",
          "Check the versions with './provisioner state versions {environment}', then retry");

  static final FailureDefinition STATE_VERSIONS_NOT_DELETED =
      FailureDefinition.ofActivity(
          TRANSIENT,
          "S3 did not delete all old versions of the state.",
          "{failed} of {total} versions remain; S3 reports {reported}",
          "Retry. If S3 reports AccessDenied, allow the role to perform s3:DeleteObjectVersion");

  static final FailureDefinition ERRORED_STATE_REJECTED =
      FailureDefinition.ofActivity(
          CONFLICT,
          "The state that could not be written conflicts with the one in the bucket.",
          "the bucket holds [a state of another lineage ({bucket_lineage}) than the kept"
              + " state ({lineage})|serial {bucket_serial}, which is newer than serial"
              + " {serial} of the kept state: another process has changed it since]",
          "Compare both with './provisioner state versions {environment}'. If the state"
              + " in the bucket is right, run "
              + DROP_KEPT
              + " and retry: what only the kept state contains is found in the account");

  static final FailureDefinition KEPT_STATE_UNREADABLE =
      FailureDefinition.ofActivity(
          CONFLICT,
          "A state that could not be written was kept, and the key that it is encrypted with is"
              + " gone.",
          "serial {serial} of the state is kept in the database, and the environment's encryption"
              + " key in Secrets Manager is not the one that it was encrypted with",
          "Restore the previous version of the secret in the customer's Secrets Manager (stage"
              + " AWSPREVIOUS) if there is one. Otherwise run "
              + DROP_KEPT
              + " and retry: what only the kept state contains is found in the account");

  static final FailureDefinition LINEAGE_MISMATCH =
      FailureDefinition.ofActivity(
          CONFLICT,
          "The chosen state version belongs to another lineage than the current state.",
          "the lineage of version {version} is {bucket_lineage}, that of the current"
              + " state is {lineage}",
          "Choose a version of lineage {lineage} ('./provisioner state versions {environment}'"
              + " lists them)");

  static final FailureDefinition LOCK_OWNER_ALIVE =
      FailureDefinition.ofActivity(
          CONFLICT,
          "The lock belongs to a process that is still running.",
          "[[the {action} of {operation} (epoch {epoch}, pid {pid} on {host})|it]"
              + " {evidence}[; its worker {worker} renewed it {age} ago]|{reported}]",
          "Wait until it ends, or stop it with './provisioner env cancel {environment}'");

  static final FailureDefinition LOCK_OWNER_UNKNOWN =
      FailureDefinition.ofActivity(
          CONFLICT,
          "The lock belongs to a process that is not known to be dead.",
          "the lock is held by {owner}, and [it {evidence}|{reported}]",
          "Contact {owner}. If that Terraform process is certainly dead, run"
              + " './provisioner state unlock {environment} --force --confirm {environment}"
              + " --reason TEXT'");

  private StateFailures() {}
}
