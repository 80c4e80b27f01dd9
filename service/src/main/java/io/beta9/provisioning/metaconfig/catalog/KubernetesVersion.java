package io.beta9.provisioning.metaconfig.catalog;

import java.time.LocalDate;

/**
 * A Kubernetes version of EKS, with the calendar that was published when this version of the
 * product was written. Preflight queries AWS; the calendar is used if AWS does not answer.
 *
 * <p>In extended support, a cluster costs six times as much.
 *
 * @param name the minor version, for example {@code 1.35}
 * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html">Amazon
 *     EKS Kubernetes release calendar</a>
 */
public record KubernetesVersion(
    String name, LocalDate endOfStandardSupport, LocalDate endOfExtendedSupport) {

  /** Returns the number after the dot. */
  public static int minor(String name) {
    return Integer.parseInt(name.substring(name.indexOf('.') + 1));
  }

  /** Returns whether the version is in extended support or not offered any more. */
  public boolean isPastStandardSupport(LocalDate today) {
    return today.isAfter(endOfStandardSupport);
  }
}
