package io.beta9.provisioning.cloudsim.state;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The states of the last minutes, for reads that return what was true some seconds ago. To be used
 * only while the lock is held.
 */
public final class StateHistory {
  private static final Duration RETENTION = Duration.ofMinutes(2);
  private static final Duration INTERVAL = Duration.ofMillis(500);

  private final InMemoryStateStore store;
  private final Predicate<String> recordedTypes;
  private final Deque<RecordedState> recorded = new ArrayDeque<>();

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record RecordedState(Instant time, byte[] bytes) {}

  /**
   * @param recordedTypes accepts the class names of the states that are recorded; reads of others
   *     always return the current state
   */
  public StateHistory(InMemoryStateStore store, Predicate<String> recordedTypes) {
    this.store = store;
    this.recordedTypes = recordedTypes;
  }

  /**
   * Records the current state.
   *
   * @param changed whether it has certainly changed; otherwise it is recorded twice a second, as
   *     states change with time
   */
  public void add(Instant now, boolean changed) {
    RecordedState last = recorded.peekLast();
    if (!changed && last != null && now.isBefore(last.time().plus(INTERVAL))) {
      return;
    }
    Map<InMemoryStateStore.Key, Serializable> states = new LinkedHashMap<>(store.states());
    states.keySet().removeIf(key -> !recordedTypes.test(key.type()));
    recorded.addLast(new RecordedState(now, SnapshotFile.serialize(states)));
    while (recorded.size() > 1 && recorded.getFirst().time().isBefore(now.minus(RETENTION))) {
      recorded.removeFirst();
    }
  }

  /** Runs work for which the store contains the state at this time, or the oldest recorded one. */
  public <T> T at(Instant time, Supplier<T> work) {
    RecordedState shown = null;
    for (RecordedState each : recorded) {
      if (shown == null || !each.time().isAfter(time)) {
        shown = each;
      }
    }
    if (shown == null) {
      return work.get();
    }
    Map<InMemoryStateStore.Key, Serializable> states = new LinkedHashMap<>(store.states());
    states.keySet().removeIf(key -> recordedTypes.test(key.type()));
    states.putAll(states(shown));
    return store.showing(states, work);
  }

  private static Map<InMemoryStateStore.Key, Serializable> states(RecordedState recorded) {
    try {
      return SnapshotFile.deserialize(recorded.bytes());
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("A state of this process could not be read", e);
    }
  }

  /** Discards all states. */
  public void clear() {
    recorded.clear();
  }
}
