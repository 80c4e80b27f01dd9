package io.beta9.provisioning.cloudsim.cloud;

import io.beta9.provisioning.cloudsim.fault.FaultConditions;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.time.Duration;

/** What every simulated service needs of the cloud around it. */
public interface Cloud {

  /** State by service, account and region. */
  StateStore store();

  /** How long something of this kind takes, for example {@code eks:cluster}; zero by default. */
  Duration latency(String kind);

  /** Misfortunes that an order has put upon the cloud. */
  FaultConditions conditions();

  /** The Kubernetes control planes behind the simulated clusters. */
  ClusterControlPlanes clusterControlPlanes();
}
