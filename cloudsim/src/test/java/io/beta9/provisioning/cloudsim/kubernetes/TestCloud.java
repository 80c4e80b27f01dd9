package io.beta9.provisioning.cloudsim.kubernetes;

import io.beta9.provisioning.cloudsim.cloud.Cloud;
import io.beta9.provisioning.cloudsim.cloud.ClusterControlPlanes;
import io.beta9.provisioning.cloudsim.fault.ClusterCall;
import io.beta9.provisioning.cloudsim.fault.FaultConditions;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.cloudsim.fault.FaultRules;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** A simulated cloud without AWS services. */
final class TestCloud implements Cloud, StateStore, FaultConditions {
  final Map<String, Serializable> states = new ConcurrentHashMap<>();
  final Map<String, String> conditions = new ConcurrentHashMap<>();
  final Map<String, Duration> latencies = new ConcurrentHashMap<>();
  final FaultRules faults = new FaultRules();
  final Queue<ClusterCall> calls = new ConcurrentLinkedQueue<>();

  @Override
  public StateStore store() {
    return this;
  }

  @Override
  public Duration latency(String kind) {
    return latencies.getOrDefault(kind, Duration.ZERO);
  }

  @Override
  public FaultConditions conditions() {
    return this;
  }

  @Override
  public Optional<FaultRule.Failure> recordCall(ClusterCall call) {
    calls.add(call);
    return faults.recordCall(call.service(), call.operation(), call.resource()).failure();
  }

  @Override
  public ClusterControlPlanes clusterControlPlanes() {
    throw new UnsupportedOperationException("not used by these tests");
  }

  @Override
  public Optional<String> find(String condition, String subject) {
    return Optional.ofNullable(conditions.get(condition + " " + subject));
  }

  @Override
  public <T extends Serializable> T getOrCreate(
      Class<T> type, String account, String region, Supplier<? extends T> initial) {
    String key = type.getName() + " " + account + " " + region;
    return type.cast(states.computeIfAbsent(key, unused -> initial.get()));
  }

  @Override
  public <T extends Serializable> List<T> findAll(Class<T> type) {
    List<T> found = new ArrayList<>();
    states
        .values()
        .forEach(
            state -> {
              if (type.isInstance(state)) {
                found.add(type.cast(state));
              }
            });
    return found;
  }
}
