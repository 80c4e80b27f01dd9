package io.beta9.provisioning.cloudsim;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The state of all services in memory; used under the simulator's lock. */
final class KeptStore implements Store {
  private final LinkedHashMap<Key, Serializable> states;

  /** Which state it is: the name of its class, and where it belongs. */
  record Key(String type, String account, String region) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  KeptStore(Map<Key, Serializable> states) {
    this.states = new LinkedHashMap<>(states);
  }

  @Override
  public <T extends Serializable> T of(
      Class<T> type, String account, String region, Supplier<? extends T> initial) {
    return type.cast(
        states.computeIfAbsent(new Key(type.getName(), account, region), unused -> initial.get()));
  }

  @Override
  public <T extends Serializable> List<T> all(Class<T> type) {
    return states.entrySet().stream()
        .filter(entry -> entry.getKey().type().equals(type.getName()))
        .map(entry -> type.cast(entry.getValue()))
        .toList();
  }

  /** The states themselves, to be written while the lock is held. */
  LinkedHashMap<Key, Serializable> states() {
    return states;
  }
}
