package io.beta9.provisioning.cloudsim.cloud;

import io.beta9.provisioning.cloudsim.fault.ClusterCall;
import io.beta9.provisioning.cloudsim.fault.FaultConditions;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.time.Duration;
import java.util.Optional;

/** What a simulated service needs from the cloud that it is part of. */
public interface Cloud {

  /** Returns the state of all services, by type, account and region. */
  StateStore store();

  /**
   * Returns the duration of a transition, for example {@code eks:cluster} (creation) or {@code
   * eks:cluster:delete}; zero by default.
   */
  Duration latency(String kind);

  /** Returns the lasting conditions that fault rules impose on the cloud. */
  FaultConditions conditions();

  /** Counts a call inside a cluster and returns the failure that fault rules inject, if any. */
  default Optional<FaultRule.Failure> recordCall(ClusterCall call) {
    return Optional.empty();
  }

  /** Returns the Kubernetes control planes of the simulated clusters. */
  ClusterControlPlanes clusterControlPlanes();
}
