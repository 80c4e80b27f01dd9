package io.beta9.provisioning.bootstrap.cluster;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** What it means when an API server does not answer, or refuses. */
public final class ApiServerFailures {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int TOO_MANY_REQUESTS = 429;

  private ApiServerFailures() {}

  /** Whether the API server knows us and will not have us, or does not know us. */
  static boolean isAccessDenied(KubernetesClientException e) {
    return e.getCode() == UNAUTHORIZED || e.getCode() == FORBIDDEN;
  }

  /** Whatever it is that the client of the API server has thrown. */
  public static FailureException of(
      ClusterAccess cluster, String doing, KubernetesClientException e) {
    if (isAccessDenied(e)) {
      return accessDenied(cluster, e);
    }
    if (e.getCode() >= 400 && e.getCode() < 500 && e.getCode() != TOO_MANY_REQUESTS) {
      return new FailureException(
          new Failure(
              FailureClass.BOOTSTRAP,
              "cluster-refused-request",
              doing + " failed",
              "the API server answered " + e.getCode() + ": " + e.getMessage(),
              "Look at the environment's log, mend the cause in the cluster, then retry"),
          e);
    }
    return unreachable(cluster, doing + ": " + e.getMessage(), e);
  }

  static FailureException accessDenied(ClusterAccess cluster, KubernetesClientException e) {
    return new FailureException(
        new Failure(
            FailureClass.PERMISSION,
            "cluster-refuses",
            "The cluster " + cluster.coordinates().name() + " does not let this product in",
            e.getCode() + " " + e.getMessage(),
            "The role must be the one that made the cluster, or have an access entry with the "
                + "policy AmazonEKSClusterAdminPolicy; then retry"),
        e);
  }

  public static FailureException unreachable(ClusterAccess cluster, String why, Throwable cause) {
    return new FailureException(
        new Failure(
            FailureClass.TRANSIENT,
            "cluster-unreachable",
            "The API server of " + cluster.coordinates().name() + " does not answer",
            why,
            "Check that its endpoint "
                + cluster.coordinates().endpoint()
                + " can be reached from the worker, then retry"),
        cause);
  }
}
