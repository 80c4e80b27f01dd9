package io.beta9.provisioning.failure;

import static io.beta9.provisioning.failure.FailureClass.BOOTSTRAP;
import static io.beta9.provisioning.failure.FailureClass.CONFIGURATION;
import static io.beta9.provisioning.failure.FailureClass.CONFLICT;
import static io.beta9.provisioning.failure.FailureClass.TRANSIENT;

/** Beta9 after its installation: gateway, administrator, pools, storage, load balancer. */
final class Beta9Failures {
  private static final String CLUSTER_REPORTS = "[; the cluster reports: {log_line}]";

  private static final String OUTPUTS_AGAIN =
      "Find out who wrote to the state bucket: the customer's CloudTrail shows it. Then run"
          + " './provisioner env update {environment} -f FILE': Terraform determines the outputs"
          + " again";

  static final FailureDefinition OUTPUT_MISSING =
      new FailureDefinition(
          CONFLICT,
          "The state has no output that installing Beta9 requires: it was changed or deleted.",
          "Installing Beta9 failed",
          "the state has no output {output}: it was changed or deleted",
          OUTPUTS_AGAIN);

  static final FailureDefinition OUTPUT_INVALID =
      new FailureDefinition(
          CONFLICT,
          "An output in the state has a value that Terraform does not write.",
          "Installing Beta9 failed",
          "the output {output} in the state is not {expected}",
          OUTPUTS_AGAIN);

  static final FailureDefinition SECRET_INVALID =
      FailureDefinition.ofActivity(
          CONFLICT,
          "A secret of the environment in the customer's Secrets Manager was changed and is not"
              + " usable.",
          "[the secret {secret}|a secret of the environment] is not a JSON object with [the field"
              + " {expected}|the expected fields]",
          "Restore its previous version in the customer's Secrets Manager (stage AWSPREVIOUS),"
              + " then retry");

  static final FailureDefinition GATEWAY_UNHEALTHY =
      new FailureDefinition(
          BOOTSTRAP,
          "Beta9's gateway is running but does not report that it is healthy.",
          "Beta9's gateway did not become healthy",
          "[it responded with {found}|{reported}]",
          "Its health depends on Redis and PostgreSQL: check the gateway's log and the"
              + " security groups between nodes, database and Redis, then retry");

  static final FailureDefinition GATEWAY_NOT_RUNNING =
      new FailureDefinition(
          TRANSIENT,
          "No pod of Beta9's gateway is ready.",
          "Calling Beta9's gateway failed",
          "none of its pods is ready",
          "[No attempt follows ({attempts} made): |Retried automatically. If the error persists,"
              + " ]check the pods in {namespace}");

  static final FailureDefinition GATEWAY_UNREACHABLE =
      FailureDefinition.ofActivity(
          TRANSIENT,
          "Beta9's gateway does not answer as expected.",
          "{reported}",
          "[No attempt follows ({attempts} made): |Retried automatically. If the error persists,"
              + " ]read the log of the gateway's pods in {namespace}");

  static final FailureDefinition GATEWAY_REQUEST_REJECTED =
      FailureDefinition.ofActivity(
          BOOTSTRAP,
          "Beta9's gateway, or a proxy in front of it, rejects a request of the service.",
          "{reported}",
          "Read the log of the gateway's pods in {namespace}, and check whether a service mesh or a"
              + " policy of the cluster rejects requests to them; then retry");

  static final FailureDefinition BETA9_ALREADY_CLAIMED =
      new FailureDefinition(
          CONFLICT,
          "Beta9 has an administrator whose token the service does not have.",
          "Claiming Beta9 failed",
          "Beta9 already has an administrator, and [its token is not the one in the"
              + " environment's secret {secret}|the environment's secret admin-token is empty]",
          "Put the administrator's token into the secret beta9/{environment}/admin-token"
              + " as a JSON object with workspace_id and token, then retry. If the token is"
              + " lost, destroy the environment and create it again");

  static final FailureDefinition POOLS_MISSING =
      new FailureDefinition(
          BOOTSTRAP,
          "Beta9 does not have all of its worker pools.",
          "Checking Beta9's worker pools failed",
          "Beta9 has [{found}|none] and lacks {missing}; it answered {reported}",
          "Search for these pools in the gateway's log and in the Secret beta9-config, then retry");

  static final FailureDefinition WORKERS_NOT_CREATED =
      new FailureDefinition(
          BOOTSTRAP,
          "Beta9 did not create the workers that it is configured to keep.",
          "Beta9's workers were not created",
          "Beta9 is configured to keep {count}, and there is no Job worker-* in {namespace}",
          "Check the gateway's log: it needs the permissions of its Role on Jobs and"
              + " Pods, and its storage; then retry");

  static final FailureDefinition STORAGE_REJECTED =
      new FailureDefinition(
          BOOTSTRAP,
          "Beta9 rejects the bucket as its storage.",
          "Setting the bucket {subject} as Beta9's storage failed",
          "Beta9 answered {reported}",
          "Check that the storage user's key is active and that its policy lets it read"
              + " and write the bucket, then retry");

  static final FailureDefinition SANDBOX_IMAGE_NOT_BUILT =
      new FailureDefinition(
          BOOTSTRAP,
          "Beta9 cannot build an image and push it to the environment's registry.",
          "Building an image with Beta9 failed",
          "Beta9 answered: {reported}" + CLUSTER_REPORTS,
          "Check the pods worker-build-* in {namespace}, their logs, the policies of the gateway's"
              + " role for the registry, and that the nodes reach public.ecr.aws; then retry");

  static final FailureDefinition SANDBOX_REJECTED =
      new FailureDefinition(
          BOOTSTRAP,
          "Beta9 rejects a part of the sandbox that verifies it: a secret, a volume, its limits,"
              + " or its storage.",
          "Running a sandbox in Beta9 failed",
          "Beta9 rejected {item}: {reported}",
          "Read the log of the gateway's pods in {namespace}. Check the storage user's key and its"
              + " policy if it names the storage; then retry");

  static final FailureDefinition SANDBOX_NOT_STARTED =
      new FailureDefinition(
          BOOTSTRAP,
          "Beta9 does not start a container: no worker, no image, or a volume that is not mounted.",
          "Starting a sandbox in Beta9 failed",
          "its status is {status}" + CLUSTER_REPORTS,
          "Check the pods worker-* in {namespace}, their events and their logs, which report failed"
              + " image pulls and mounts; then retry");

  static final FailureDefinition SANDBOX_COMMAND_FAILED =
      new FailureDefinition(
          BOOTSTRAP,
          "A command in a container of Beta9 does not return what it should: its secret, a file of"
              + " its volume, or the GPU.",
          "Running a command in a sandbox of Beta9 failed",
          "[it ended with exit code {exit_code}|it did not end][: {reported}]" + CLUSTER_REPORTS,
          "Read the logs of the pods worker-* in {namespace}: they report what could not be mounted"
              + " or read; then retry");

  static final FailureDefinition SANDBOX_VOLUME_NOT_STORED =
      new FailureDefinition(
          BOOTSTRAP,
          "A file that a container wrote to a volume does not arrive in the environment's bucket.",
          "Storing a file of a sandbox in Beta9's bucket failed",
          "the file that it wrote is not in the bucket" + CLUSTER_REPORTS,
          "Check the storage user's key, its policy for the bucket, and the logs of the pods"
              + " worker-* in {namespace}; then retry");

  static final FailureDefinition CERTIFICATE_UNUSABLE =
      new FailureDefinition(
          CONFIGURATION,
          "The certificate of the meta-config cannot be used for its domain.",
          "The certificate {subject} cannot be used for {host}",
          "[{reported}|it does not exist in this account and region]",
          "Set an issued certificate for the domain as beta9.certificate, or managed for one that"
              + " is requested for you; then run './provisioner env update {environment} -f FILE'");

  static final FailureDefinition CERTIFICATE_NOT_ISSUED =
      new FailureDefinition(
          CONFIGURATION,
          "AWS Certificate Manager refused to issue the certificate.",
          "The certificate for {subject} was not issued",
          "AWS Certificate Manager reports {reported}",
          "Fix the cause (CAA_ERROR: the CAA records of the domain must allow amazon.com); then run"
              + " './provisioner env retry {environment}', which requests another certificate");

  static final FailureDefinition CERTIFICATE_NOT_VALIDATED =
      new FailureDefinition(
          CONFIGURATION,
          "The DNS record that proves the ownership of the domain does not exist.",
          "The certificate for {subject} was not validated in time",
          "[the DNS record {record} cannot be resolved|it has not been issued]",
          "Create the DNS record[ {record}] in the zone of the domain, then run"
              + " './provisioner env retry {environment}'");

  static final FailureDefinition LOAD_BALANCER_MISSING =
      new FailureDefinition(
          BOOTSTRAP,
          "Beta9's load balancer was not created.",
          "Beta9's load balancer did not become available",
          "[{reported}|AWS did not create it in time]",
          "Check that the subnets are tagged for load balancers, the account's quota of"
              + " them, and that the cluster's role is allowed to create them, then retry");

  static final FailureDefinition GRPC_LISTENER_MISSING =
      new FailureDefinition(
          BOOTSTRAP,
          "Beta9's load balancer has no listener for gRPC.",
          "Preparing Beta9's load balancer for gRPC failed",
          "it has no listener on port {port}",
          "Check the events of Service {subject} in {namespace}, then retry");

  private Beta9Failures() {}
}
