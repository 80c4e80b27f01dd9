package io.beta9.provisioning.failure;

import static io.beta9.provisioning.failure.FailureClass.BOOTSTRAP;
import static io.beta9.provisioning.failure.FailureClass.CONFIGURATION;
import static io.beta9.provisioning.failure.FailureClass.CONFLICT;
import static io.beta9.provisioning.failure.FailureClass.INTERNAL;
import static io.beta9.provisioning.failure.FailureClass.PERMISSION;
import static io.beta9.provisioning.failure.FailureClass.TIMEOUT;
import static io.beta9.provisioning.failure.FailureClass.TRANSIENT;

/** The cluster's API server, and Helm. */
final class ClusterFailures {
  private static final String HELM = "Helm could not {action} release {subject}";
  private static final String HELM_REPORTED = "[{reported}|no reason was reported]";

  /** EKS gives access to the role that creates the cluster; it can be deleted, or the role. */
  private static final String GRANT =
      "'./provisioner env restore-access {environment}' gives the role that this service assumes"
          + " an access entry with the policy AmazonEKSClusterAdminPolicy; then retry";

  static final FailureDefinition CLUSTER_UNREACHABLE =
      new FailureDefinition(
          TRANSIENT,
          "The cluster's API server does not answer.",
          "Connecting to the API server of {subject} failed",
          "[{activity}: {reported}|{reported}]",
          "[No attempt follows ({attempts} made): |Retried automatically. If the error persists,"
              + " ]check that its endpoint {endpoint} is reachable from the worker");

  static final FailureDefinition CLUSTER_ENDPOINT_NOT_CHANGED =
      new FailureDefinition(
          TRANSIENT,
          "AWS did not open or close the Kubernetes API of a private cluster for the workers.",
          "Changing who reaches the API server of {subject} failed",
          "{reported}",
          "[No attempt follows ({attempts} made). A retry |Retried automatically. Each attempt"
              + " ]reads it again; './provisioner env diagnose {environment}' names an API that"
              + " remained open");

  static final FailureDefinition CLUSTER_PRIVATE =
      new FailureDefinition(
          CONFIGURATION,
          "The Kubernetes API is private, and this service reaches it only during an operation.",
          "The cluster {subject} was not inspected",
          "its Kubernetes API is private, and is opened to this service only while an operation"
              + " uses it",
          "'./provisioner env smoke {environment}' opens it, verifies Beta9, and closes it");

  static final FailureDefinition CLUSTER_ACCESS_DENIED =
      new FailureDefinition(
          PERMISSION,
          "The cluster denies access to this service.",
          "Access to the cluster {subject} was denied",
          "{reported}",
          GRANT);

  static final FailureDefinition CLUSTER_REQUEST_REJECTED =
      FailureDefinition.ofActivity(
          BOOTSTRAP,
          "The cluster's API server rejected a request.",
          "[the API server answered {status}: ]{reported}",
          "Read the environment's log, fix the cause in the cluster, then retry");

  static final FailureDefinition WEBHOOK_UNAVAILABLE =
      new FailureDefinition(
          TRANSIENT,
          "An admission webhook of the cluster does not answer.",
          "[{activity} failed[ for {subject}]|" + HELM + "|A request to the cluster failed]",
          "{reported}",
          "[No attempt follows ({attempts} made): |Retried automatically. If the error persists,"
              + " ]check the pods of the webhook's service, or remove the webhook: 'kubectl get"
              + " validatingwebhookconfigurations,mutatingwebhookconfigurations' lists all; then"
              + " retry");

  static final FailureDefinition NAMESPACE_TERMINATING =
      new FailureDefinition(
          TRANSIENT,
          "A namespace is being deleted.",
          "Creating objects in the namespace {namespace} failed",
          "the namespace is being deleted[: {reported}]",
          "[No attempt follows ({attempts} made): |Retried automatically. If the error persists,"
              + " ]remove what keeps the namespace: run 'kubectl get namespace {namespace} -o yaml'"
              + " and read its conditions");

  static final FailureDefinition ADD_ON_NOT_RESTORED =
      FailureDefinition.ofActivity(
          BOOTSTRAP,
          "Workloads of EKS add-ons are missing, and EKS did not install them again.",
          "{workloads}[; EKS reports {reported}]",
          "[Create it: run '{action}'|Read what EKS reports ('aws eks list-addons --region {region}"
              + " --cluster-name {subject}', then 'aws eks describe-addon' with one of these names)"
              + " and correct it], then run './provisioner env retry {environment}'");

  static final FailureDefinition CLUSTER_NOT_CREATED =
      new FailureDefinition(
          CONFLICT,
          "The environment has no cluster yet.",
          "[{activity}|Creating a kubeconfig] for {subject} failed",
          "its cluster is not created, or not known yet",
          "Run './provisioner env get {environment}' to see its progress");

  static final FailureDefinition BETA9_NOT_EXPOSED =
      new FailureDefinition(
          CONFLICT,
          "Beta9 is not reachable yet.",
          "Determining how to connect to {subject} failed",
          "its load balancer is not created, or not known yet",
          "Run './provisioner env get {environment}' to see its progress");

  static final FailureDefinition CHART_NOT_FOUND =
      new FailureDefinition(
          TRANSIENT,
          "A chart of this version is not installed on the worker.",
          "Installing release {subject} failed",
          "there is no chart '{chart}' in {path}",
          "[No attempt follows ({attempts} made): |Retried automatically. If the error persists,"
              + " ]set CHARTS_DIR of the workers to the directory that contains the charts of"
              + " this version (beta9 and baseline), then run './provisioner env bootstrap"
              + " {environment}'");

  static final FailureDefinition HELM_REQUEST =
      new FailureDefinition(
          INTERNAL,
          "The worker sent an invalid request to helm-runner.",
          HELM,
          HELM_REPORTED,
          "Report it with the worker's log");

  static final FailureDefinition HELM_PENDING =
      new FailureDefinition(
          TRANSIENT,
          "Another Helm operation on the release is pending.",
          HELM,
          HELM_REPORTED,
          "[No attempt follows ({attempts} made): |Retried automatically. If the error persists,"
              + " ]check the release's objects in the cluster");

  static final FailureDefinition HELM_CHANGED =
      new FailureDefinition(
          TRANSIENT,
          "The release was changed while the worker prepared its own change.",
          HELM,
          HELM_REPORTED,
          "[No attempt follows ({attempts} made): |Retried automatically. If the error persists,"
              + " ]find out who else runs Helm in the cluster");

  static final FailureDefinition HELM_EXISTS =
      new FailureDefinition(
          TRANSIENT,
          "The release exists already.",
          HELM,
          HELM_REPORTED,
          "[No attempt follows ({attempts} made): |Retried automatically. If the error persists,"
              + " ]check the release's objects in the cluster");

  static final FailureDefinition HELM_ABSENT =
      new FailureDefinition(
          TRANSIENT,
          "The release does not exist.",
          HELM,
          HELM_REPORTED,
          "[No attempt follows ({attempts} made): |Retried automatically. If the error persists,"
              + " ]check the release's objects in the cluster");

  static final FailureDefinition HELM_TIMEOUT =
      new FailureDefinition(
          TIMEOUT,
          "Helm did not finish in time.",
          HELM,
          HELM_REPORTED,
          "Check the release's pods in the cluster, then retry");

  static final FailureDefinition HELM_KILLED =
      new FailureDefinition(
          TRANSIENT,
          "helm-runner was killed.",
          HELM,
          HELM_REPORTED,
          "[No attempt follows ({attempts} made): |Retried automatically. If the error persists,"
              + " ]give the worker more memory");

  static final FailureDefinition HELM_CANCELED =
      new FailureDefinition(
          TRANSIENT,
          "helm-runner was interrupted.",
          HELM,
          HELM_REPORTED,
          "[No attempt follows ({attempts} made): |Retried automatically. If the error persists,"
              + " ]check the release's objects in the cluster");

  static final FailureDefinition HELM_UNAUTHORIZED =
      new FailureDefinition(
          PERMISSION,
          "The cluster does not accept the credentials of Helm.",
          HELM,
          HELM_REPORTED,
          GRANT);

  static final FailureDefinition HELM_FORBIDDEN =
      new FailureDefinition(
          PERMISSION, "The cluster does not allow what Helm attempts.", HELM, HELM_REPORTED, GRANT);

  static final FailureDefinition HELM_REJECTED =
      new FailureDefinition(
          BOOTSTRAP,
          "The cluster's admission control rejects an object of the release.",
          HELM,
          HELM_REPORTED,
          "Change what rejects it (a quota, a limit range, a pod security label, an admission"
              + " webhook), then retry");

  static final FailureDefinition HELM_UNREACHABLE =
      new FailureDefinition(
          TRANSIENT,
          "Helm could not reach the cluster.",
          HELM,
          HELM_REPORTED,
          "[No attempt follows ({attempts} made): |Retried automatically. If the error persists,"
              + " ]check that the cluster's endpoint is reachable from the worker");

  static final FailureDefinition HELM_BUSY =
      new FailureDefinition(
          TRANSIENT,
          "The cluster's API server is overloaded.",
          HELM,
          HELM_REPORTED,
          "[No attempt follows ({attempts} made): |Retried automatically. If the error persists,"
              + " ]check the release's objects in the cluster");

  static final FailureDefinition HELM_CHART =
      new FailureDefinition(
          BOOTSTRAP,
          "The chart is invalid, or conflicts with the cluster.",
          HELM,
          HELM_REPORTED,
          "Fix the chart in CHARTS_DIR or the conflicting resource in the cluster, then retry");

  static final FailureDefinition HELM_OTHER =
      new FailureDefinition(
          BOOTSTRAP,
          "Helm failed for a reason that is not in the catalogue.",
          HELM,
          HELM_REPORTED,
          "Check the environment's log and the release's objects in the cluster, then retry");

  private ClusterFailures() {}
}
