package io.beta9.provisioning.cloudsim.state;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The state of all services in memory; used under the simulator's lock. */
public final class InMemoryStateStore implements StateStore {
  private final LinkedHashMap<Key, Serializable> states;

  /** Which state it is: the name of its class, and where it belongs. */
  public record Key(String type, String account, String region) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  public InMemoryStateStore(Map<Key, Serializable> states) {
    this.states = new LinkedHashMap<>(states);
  }

  @Override
  public <T extends Serializable> T getOrCreate(
      Class<T> type, String account, String region, Supplier<? extends T> initial) {
    return type.cast(
        states.computeIfAbsent(new Key(type.getName(), account, region), unused -> initial.get()));
  }

  @Override
  public <T extends Serializable> List<T> findAll(Class<T> type) {
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
