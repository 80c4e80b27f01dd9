package io.beta9.provisioning.failure;

import static io.beta9.provisioning.failure.FailureClass.TRANSIENT;

/** The worker's host: disk, memory, work directory and tools. */
final class WorkerHostFailures {
  private static final String DISK_SPACE =
      "Free disk space below WORKDIR_BASE, or enlarge the volume. Until then, the worker claims no"
          + " operations";

  static final FailureDefinition PROVIDER_MIRROR_MISSING =
      new FailureDefinition(
          TRANSIENT,
          "The worker's provider mirror does not exist or is empty.",
          "Finding the providers of Terraform failed",
          "the provider mirror {path} does not exist or contains no providers",
          "Restore the directory, or set TERRAFORM_PROVIDER_MIRROR and restart the worker. Until"
              + " then, the worker claims no operations");

  static final FailureDefinition HELM_TOOLS_MISSING =
      new FailureDefinition(
          TRANSIENT,
          "The worker's Java, helm-runner or charts are missing.",
          "Preparing Helm failed",
          "{path} does not exist or cannot be read",
          "Restore the file, or set HELM_RUNNER_JAR and CHARTS_DIR to those of this version and"
              + " restart the worker. Until then, the worker claims no operations");

  static final FailureDefinition TEMPORARY_DIRECTORY_UNUSABLE =
      new FailureDefinition(
          TRANSIENT,
          "The worker cannot write temporary files, which Terraform's providers need.",
          "Writing a temporary file in {path} failed",
          "{reported}",
          "Free space there and make the directory writable for the worker, or set TMPDIR to"
              + " another one and restart the worker. Until then, the worker claims no operations");

  static final FailureDefinition HOST_RESOURCES_EXHAUSTED =
      FailureDefinition.ofActivity(
          TRANSIENT,
          "The worker's host cannot create a process or open a file.",
          "{reported}",
          "[No attempt follows ({attempts} made): |Retried automatically. If the error persists,"
              + " ]raise the limits of processes and open files of the worker, or its memory");

  static final FailureDefinition DISK_FULL =
      FailureDefinition.ofActivity(
          TRANSIENT, "The worker's disk is full.", "{reported}", DISK_SPACE);

  static final FailureDefinition CLOCK_SKEWED =
      FailureDefinition.ofActivity(
          TRANSIENT,
          "The clock of the worker's host differs from that of AWS.",
          "{reported}",
          "[No attempt follows ({attempts} made): |Retried automatically. If the error persists,"
              + " ]synchronize the clock of the worker's host");

  static final FailureDefinition METADATA_UNAVAILABLE =
      FailureDefinition.ofActivity(
          TRANSIENT,
          "The metadata service of the worker's host did not answer with credentials.",
          "{reported}",
          "[No attempt follows ({attempts} made): |Retried automatically. If the error persists,"
              + " ]give the worker web identity credentials, or raise the hop limit of the metadata"
              + " service of its nodes");

  static final FailureDefinition DISK_SPACE_INSUFFICIENT =
      new FailureDefinition(
          TRANSIENT,
          "The worker has less free disk space than it requires to claim operations.",
          "The worker has too little disk space",
          "{found} are free in {path}, and {limit} (WORKDIR_FREE_MINIMUM) are required",
          DISK_SPACE);

  static final FailureDefinition DISK_SPACE_LOW =
      new FailureDefinition(
          TRANSIENT,
          "The worker has less free disk space than recommended, and still claims operations.",
          "The worker's disk space is low",
          "{found} are free in {path}, less than {limit} (WORKDIR_FREE_WARNING)",
          "Free disk space below WORKDIR_BASE, or enlarge the volume, before the worker stops"
              + " claiming operations (WORKDIR_FREE_MINIMUM)");

  static final FailureDefinition WORK_DIRECTORY_UNUSABLE =
      new FailureDefinition(
          TRANSIENT,
          "The worker cannot write its work directory or execute files in it.",
          "Using the [work directory {path}|worker's work directory] failed",
          "[a script in it exited with {exit_code}|{reported}]",
          "Make the directory writable for the worker and mount it without noexec, or set"
              + " WORKDIR_BASE to another one. Until then, the worker claims no operations");

  static final FailureDefinition STACK_DIRECTORY_NOT_OWNED =
      new FailureDefinition(
          TRANSIENT,
          "A worker of another user has executed operations of the environment on this host, and"
              + " its stack directory cannot be used. A new one is written.",
          "The stack directory [{path}|of an earlier worker] is not used",
          "it belongs to another user[, and Terraform's process {pid} still ran in it after"
              + " {timeout}]",
          "[No attempt follows ({attempts} made): end process {pid} on the worker's host, then"
              + " retry|Retried automatically; end process {pid} on the worker's host if it is"
              + " still running|No action needed: a new one is written, and what Terraform has done"
              + " is detected from its state in the bucket and from the account. Delete the old one"
              + " when its Terraform process has ended]");

  static final FailureDefinition MEMORY_LOW =
      new FailureDefinition(
          TRANSIENT,
          "The worker has too little memory for another Terraform process.",
          "The worker has too little memory",
          "{found} are available, and {needed} are required",
          "Set TERRAFORM_MEMORY to what one Terraform process needs, or raise the memory limit of"
              + " the worker. Until then, the worker claims no operations");

  private WorkerHostFailures() {}
}
