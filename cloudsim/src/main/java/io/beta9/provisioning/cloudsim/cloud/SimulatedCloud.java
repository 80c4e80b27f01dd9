package io.beta9.provisioning.cloudsim.cloud;

import io.beta9.provisioning.cloudsim.fault.ClusterCall;
import io.beta9.provisioning.cloudsim.fault.FaultConditions;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.cloudsim.fault.FaultRules;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

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

  @Override
  public Optional<FaultRule.Failure> recordCall(ClusterCall call) {
    return faultRules.recordCall(call.service(), call.operation(), call.resource()).failure();
  }
}
