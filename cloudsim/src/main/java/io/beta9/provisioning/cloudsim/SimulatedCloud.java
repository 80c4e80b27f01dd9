package io.beta9.provisioning.cloudsim;

import java.time.Duration;
import java.util.Map;

/** The cloud that services see. */
record SimulatedCloud(
    Store store, Orders orders, Map<String, Duration> latencies, ClusterPlanes clusterPlanes)
    implements Cloud {

  @Override
  public Duration latency(String kind) {
    return orders.latency(kind).orElseGet(() -> latencies.getOrDefault(kind, Duration.ZERO));
  }

  @Override
  public Conditions conditions() {
    return orders;
  }
}
