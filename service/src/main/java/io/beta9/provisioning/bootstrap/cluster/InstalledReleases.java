package io.beta9.provisioning.bootstrap.cluster;

/** Names of the Helm releases that are installed into a customer's cluster. */
public final class InstalledReleases {
  /** The release, and the chart, of Beta9 itself. */
  public static final String BETA9 = "beta9";

  public static final String BETA9_NAMESPACE = "beta9-system";

  /** The release, and the chart, of what every cluster needs before Beta9. */
  public static final String BASELINE = "baseline";

  public static final String BASELINE_NAMESPACE = "kube-system";

  /** Prefix of the names of the Jobs that Beta9's gateway creates for its workers. */
  public static final String WORKER_JOB_PREFIX = "worker-";

  private InstalledReleases() {}
}
