package io.beta9.provisioning.bootstrap.cluster;

import java.util.Collection;
import java.util.Set;

/** The endpoint of a cluster's API server on the internet, as the cloud configures it. */
public interface PublicEndpoint {

  /**
   * What the cloud reports.
   *
   * @param changing whether the cloud is changing the cluster, and accepts no other change
   * @param open whether there is an endpoint on the internet
   * @param admitted the blocks of addresses that may connect while it is open
   */
  record Access(boolean changing, boolean open, Set<String> admitted) {
    public Access {
      admitted = Set.copyOf(admitted);
    }
  }

  /**
   * Returns the present configuration.
   *
   * @throws io.beta9.provisioning.failure.FailureException if it cannot be read
   */
  Access access();

  /**
   * Begins to open the endpoint to these blocks of addresses, and to no others.
   *
   * @throws io.beta9.provisioning.failure.FailureException if the cloud rejects it
   */
  void open(Collection<String> admitted);

  /**
   * Begins to close the endpoint.
   *
   * @throws io.beta9.provisioning.failure.FailureException if the cloud rejects it
   */
  void close();
}
