package io.beta9.provisioning.cloudsim.state;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps the state of all services in memory. Guarded by {@link StateLock}. */
public final class InMemoryStateStore implements StateStore {
  private final LinkedHashMap<Key, Serializable> states;
  private @Nullable LinkedHashMap<Key, Serializable> view;

  /** Identifies a state object by the name of its class, its account and its region. */
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
        current()
            .computeIfAbsent(new Key(type.getName(), account, region), unused -> initial.get()));
  }

  @Override
  public <T extends Serializable> List<T> findAll(Class<T> type) {
    return current().entrySet().stream()
        .filter(entry -> entry.getKey().type().equals(type.getName()))
        .map(entry -> type.cast(entry.getValue()))
        .toList();
  }

  /**
   * Runs work for which the store contains other states, whose changes are discarded; to be used
   * only while the lock is held.
   */
  public <T> T showing(Map<Key, Serializable> otherStates, Supplier<T> work) {
    view = new LinkedHashMap<>(otherStates);
    try {
      return work.get();
    } finally {
      view = null;
    }
  }

  private LinkedHashMap<Key, Serializable> current() {
    return view == null ? states : view;
  }

  /** Returns all state objects; to be used only while the lock is held. */
  LinkedHashMap<Key, Serializable> states() {
    return states;
  }
}
