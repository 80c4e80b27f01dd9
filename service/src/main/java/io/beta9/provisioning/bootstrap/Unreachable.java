package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** What it means when an API server does not answer, or refuses. */
final class Unreachable {
  private Unreachable() {}

  static FailureException refused(ClusterAccess cluster, KubernetesClientException e) {
    return new FailureException(
        new Failure(
            FailureClass.PERMISSION,
            "cluster-refuses",
            "The cluster " + cluster.coordinates().name() + " does not let this product in",
            e.getCode() + " " + e.getMessage(),
            "The role must be the one that made the cluster, or have an access entry with the "
                + "policy AmazonEKSClusterAdminPolicy"),
        e);
  }

  static FailureException silent(ClusterAccess cluster, String why, Throwable cause) {
    return new FailureException(
        new Failure(
            FailureClass.TRANSIENT,
            "cluster-unreachable",
            "The API server of " + cluster.coordinates().name() + " does not answer",
            why,
            "Check that its endpoint "
                + cluster.coordinates().endpoint()
                + " can be reached from the worker"),
        cause);
  }
}
