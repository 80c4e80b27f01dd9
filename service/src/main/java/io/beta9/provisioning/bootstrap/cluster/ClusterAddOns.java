package io.beta9.provisioning.bootstrap.cluster;

/** The add-ons that the cloud installs in a cluster. */
public interface ClusterAddOns {

  /**
   * Requests that the cloud applies an add-on to the cluster again, in its version and with its
   * configuration and role. A repetition has no further effect. Does nothing while the cloud is
   * changing the add-on.
   *
   * @return whether the request was made
   * @throws io.beta9.provisioning.failure.FailureException if the add-on does not exist, or the
   *     cloud is unavailable or denies access
   */
  boolean reinstall(String addOn);

  /** Returns the status of an add-on as the cloud reports it, with the issues that it has found. */
  String status(String addOn);
}
