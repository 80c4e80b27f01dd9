package io.beta9.provisioning.cloudsim.cloud;

import io.beta9.provisioning.cloudsim.fault.FaultConditions;
import io.beta9.provisioning.cloudsim.fault.FaultRules;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.time.Duration;
import java.util.Map;

/** The cloud as seen by its services. */
public record SimulatedCloud(
    StateStore store,
    FaultRules faultRules,
    Map<String, Duration> latencies,
    ClusterControlPlanes clusterControlPlanes)
    implements Cloud {

  @Override
  public Duration latency(String kind) {
    return faultRules.latency(kind).orElseGet(() -> latencies.getOrDefault(kind, Duration.ZERO));
  }

  @Override
  public FaultConditions conditions() {
    return faultRules;
  }
}
