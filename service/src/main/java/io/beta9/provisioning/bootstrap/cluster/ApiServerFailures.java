package io.beta9.provisioning.bootstrap.cluster;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.Nullable;

/** Maps errors of a cluster's API server to failures. */
public final class ApiServerFailures {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int TOO_MANY_REQUESTS = 429;

  private ApiServerFailures() {}

  /** Returns whether the API server rejected the credentials or the caller's permissions. */
  static boolean isAccessDenied(KubernetesClientException e) {
    return e.getCode() == UNAUTHORIZED || e.getCode() == FORBIDDEN;
  }

  /** Maps any error that the API server's client has thrown. */
  public static FailureException of(
      ClusterAccess cluster, String doing, KubernetesClientException e) {
    if (isAccessDenied(e)) {
      return accessDenied(cluster, e);
    }
    if (e.getCode() >= 400 && e.getCode() < 500 && e.getCode() != TOO_MANY_REQUESTS) {
      return new FailureException(
          Failure.of(FailureCode.CLUSTER_REQUEST_REJECTED, doing)
              .with(FailureParameter.STATUS, e.getCode())
              .with(FailureParameter.REPORTED, e.getMessage()),
          e);
    }
    return unreachable(cluster, doing, e.getMessage(), e);
  }

  static FailureException accessDenied(ClusterAccess cluster, KubernetesClientException e) {
    return new FailureException(
        Failure.of(FailureCode.CLUSTER_ACCESS_DENIED)
            .about(cluster.coordinates().name())
            .with(FailureParameter.REPORTED, e.getCode() + " " + e.getMessage()),
        e);
  }

  /**
   * Returns the failure of a request that the API server did not answer.
   *
   * @param activity what was requested, a gerund phrase; null if nothing in particular
   */
  public static FailureException unreachable(
      ClusterAccess cluster,
      @Nullable String activity,
      @Nullable String reported,
      Throwable cause) {
    return new FailureException(
        Failure.of(FailureCode.CLUSTER_UNREACHABLE)
            .about(cluster.coordinates().name())
            .with(FailureParameter.ACTIVITY, activity)
            .with(FailureParameter.REPORTED, reported)
            .with(FailureParameter.ENDPOINT, cluster.coordinates().endpoint()),
        cause);
  }
}
