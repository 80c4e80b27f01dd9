package io.beta9.provisioning.cloudsim.kubernetes;

import io.beta9.provisioning.cloudsim.kubernetes.store.ClusterState;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The states of the clusters of one account and region, by cluster name. */
final class ClusterStates implements Serializable {
  private static final long serialVersionUID = 1;

  private final Map<String, ClusterState> byName = Collections.synchronizedMap(new TreeMap<>());

  Optional<ClusterState> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  void put(ClusterState state) {
    byName.put(state.name(), state);
  }

  void remove(String name) {
    byName.remove(name);
  }

  List<ClusterState> all() {
    synchronized (byName) {
      return List.copyOf(byName.values());
    }
  }
}
