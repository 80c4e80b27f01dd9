package io.beta9.provisioning.cloudsim.kubernetes;

import io.beta9.provisioning.cloudsim.kubernetes.api.ClusterState;
import java.io.Serializable;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The clusters of one account and region, by name. */
final class ClusterStates implements Serializable {
  private static final long serialVersionUID = 1;

  private final ConcurrentHashMap<String, ClusterState> byName = new ConcurrentHashMap<>();

  Optional<ClusterState> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  void put(ClusterState state) {
    byName.put(state.name(), state);
  }

  void remove(String name) {
    byName.remove(name);
  }

  Collection<ClusterState> all() {
    return byName.values();
  }
}
