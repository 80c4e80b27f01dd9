package io.beta9.provisioning.failure;

import static io.beta9.provisioning.failure.FailureClass.BOOTSTRAP;
import static io.beta9.provisioning.failure.FailureClass.TRANSIENT;

/** Pods of a release that do not become ready, and why. */
final class RolloutFailures {
  private static final String ROLLOUT = "Release {subject} did not become ready in {namespace}";
  private static final String LOG_LINE = "[; its last log line is '{log_line}']";
  private static final String POD = "[pod {pod}][ (container {container})] ";
  private static final String POD_DETAILS =
      "[: {reported}][; pods that are waiting as well: {more_pods}][; nodes that are"
          + " not ready: {unready}]"
          + LOG_LINE;
  private static final String POD_BECAUSE =
      "[pod {pod}][ (container {container})] does not start: ";

  static final FailureDefinition IMAGE_NAME_INVALID =
      new FailureDefinition(
          BOOTSTRAP,
          "The name of a container image is invalid.",
          ROLLOUT,
          POD + "has an invalid image name" + POD_DETAILS,
          "Correct the image's name or version in the environment's configuration, then retry");

  static final FailureDefinition IMAGE_NOT_PULLED =
      new FailureDefinition(
          BOOTSTRAP,
          "A container image cannot be pulled.",
          ROLLOUT,
          POD + "cannot pull its image" + POD_DETAILS,
          "Check that the image exists with this tag, and that the nodes reach its"
              + " registry through the NAT gateway, then retry");

  static final FailureDefinition IMAGE_PULL_LIMITED =
      new FailureDefinition(
          TRANSIENT,
          "A registry limits the rate at which images are pulled.",
          ROLLOUT,
          POD + "cannot pull its image because its registry limits the rate of pulls" + POD_DETAILS,
          "[No attempt follows ({attempts} made): |Retried automatically. If the error persists,"
              + " ]copy the image to a registry without such a limit");

  static final FailureDefinition IMAGE_REGISTRY_UNREACHABLE =
      new FailureDefinition(
          TRANSIENT,
          "A registry of container images does not answer.",
          ROLLOUT,
          POD + "cannot pull its image because its registry does not answer" + POD_DETAILS,
          "[No attempt follows ({attempts} made): |Retried automatically. If the error persists,"
              + " ]check that the nodes reach the registry through the NAT gateway");

  static final FailureDefinition CONTAINER_CRASHES =
      new FailureDefinition(
          BOOTSTRAP,
          "A container crashes repeatedly.",
          ROLLOUT,
          POD + "crashes repeatedly" + POD_DETAILS,
          "Read its last lines in the environment's log, fix the cause, then retry");

  static final FailureDefinition CONTAINER_NOT_STARTED =
      new FailureDefinition(
          BOOTSTRAP,
          "A container cannot be started.",
          ROLLOUT,
          POD + "cannot be started" + POD_DETAILS,
          "Check its volumes and its Secrets in the cluster, then retry");

  static final FailureDefinition PODS_UNSCHEDULABLE =
      new FailureDefinition(
          BOOTSTRAP,
          "No node can run a pod.",
          ROLLOUT,
          POD + "cannot be scheduled" + POD_DETAILS,
          "Check that its node group has nodes and can grow (its maximum, the account's"
              + " vCPU quota), then retry");

  static final FailureDefinition PODS_NOT_CREATED =
      new FailureDefinition(
          BOOTSTRAP,
          "The cluster rejects the pods of a workload.",
          ROLLOUT,
          "its pods cannot be created: {reported}",
          "Change what rejects them in {namespace} (its pod security label, a quota, a limit range,"
              + " an admission webhook), then retry");

  static final FailureDefinition VOLUME_NOT_MOUNTED =
      new FailureDefinition(
          BOOTSTRAP,
          "A volume cannot be mounted.",
          ROLLOUT,
          "{reported}",
          "Check the missing Secret or volume in {namespace}, then retry");

  static final FailureDefinition POD_NOT_INITIALIZED =
      new FailureDefinition(
          BOOTSTRAP,
          "An init container did not complete.",
          ROLLOUT,
          "init container {container} of pod {pod} did not complete" + LOG_LINE,
          "Read its last lines in the environment's log, fix the cause, then retry");

  static final FailureDefinition WORKLOAD_NOT_READY =
      new FailureDefinition(
          BOOTSTRAP,
          "A workload did not become ready in time.",
          ROLLOUT,
          "[not ready in time: {workloads}|it has no workloads][; the latest warning is"
              + " {reported}][; nodes that are not ready: {unready}][; its last log line is"
              + " '{log_line}']",
          "Check the pods of release {subject} in {namespace}, then retry");

  static final FailureDefinition DATABASE_LOGIN =
      new FailureDefinition(
          BOOTSTRAP,
          "The database rejects Beta9's password.",
          ROLLOUT,
          POD_BECAUSE + "the database rejects Beta9's password" + LOG_LINE,
          "Check that the secret beta9/{environment}/database contains the database's"
              + " password, then retry");

  static final FailureDefinition REDIS_LOGIN =
      new FailureDefinition(
          BOOTSTRAP,
          "Redis rejects Beta9's token.",
          ROLLOUT,
          POD_BECAUSE + "Redis rejects Beta9's token" + LOG_LINE,
          "Check that the secret beta9/{environment}/redis contains the token of the"
              + " replication group, then retry");

  static final FailureDefinition DATABASE_EXTENSION =
      new FailureDefinition(
          BOOTSTRAP,
          "The database extension pg_cron cannot be created.",
          ROLLOUT,
          POD_BECAUSE + "the extension pg_cron cannot be created in its database" + LOG_LINE,
          "Check that the database's parameter group loads pg_cron and that the instance"
              + " was restarted since, then retry");

  static final FailureDefinition DATABASE_UNREACHABLE =
      new FailureDefinition(
          BOOTSTRAP,
          "Beta9 cannot reach its database.",
          ROLLOUT,
          POD_BECAUSE + "it cannot reach its database" + LOG_LINE,
          "Check that the RDS instance is available and that its security group admits"
              + " the nodes on port 5432, then retry");

  static final FailureDefinition REDIS_UNREACHABLE =
      new FailureDefinition(
          BOOTSTRAP,
          "Beta9 cannot reach Redis.",
          ROLLOUT,
          POD_BECAUSE + "it cannot reach Redis" + LOG_LINE,
          "Check that the replication group is available, has TLS and a token, and that"
              + " its security group admits the nodes on port 6379, then retry");

  static final FailureDefinition STORAGE_DENIED =
      new FailureDefinition(
          BOOTSTRAP,
          "Beta9 cannot use its bucket.",
          ROLLOUT,
          POD_BECAUSE + "it cannot use its bucket" + LOG_LINE,
          "Check that the storage user's key is active and may read and write the"
              + " bucket, then retry");

  static final FailureDefinition GATEWAY_CONFIG =
      new FailureDefinition(
          BOOTSTRAP,
          "Beta9 rejects its configuration.",
          ROLLOUT,
          POD_BECAUSE + "it rejects its configuration" + LOG_LINE,
          "Compare the Secret beta9-config with the gateway's version, then retry");

  private RolloutFailures() {}
}
