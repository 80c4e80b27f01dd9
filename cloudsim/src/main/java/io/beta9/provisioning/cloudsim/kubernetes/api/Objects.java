package io.beta9.provisioning.cloudsim.kubernetes.api;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects of a cluster, with resource versions and a memory of what changed. Whoever writes
 * holds the cluster's lock; what is stored is never changed in place, so that readers need none.
 */
public final class Objects {
  private static final int REMEMBERED = 5000;

  private final ClusterState state;
  private final InstantSource clock;
  private final Deque<Change> history = new ArrayDeque<>();
  private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
  private long forgotten;

  public Objects(ClusterState state, InstantSource clock) {
    this.state = state;
    this.clock = clock;
    this.forgotten = state.version().get();
  }

  public InstantSource clock() {
    return clock;
  }

  public ClusterState state() {
    return state;
  }

  /** The version of the whole; each change has a higher one. */
  public long version() {
    return state.version().get();
  }

  public Optional<ObjectNode> find(Kind kind, String namespace, String name) {
    return Optional.ofNullable(state.objects().get(key(kind, namespace, name)));
  }

  /** All objects of a kind, by namespace and name. */
  public List<ObjectNode> list(Kind kind) {
    String start = kind.qualified() + "|";
    return List.copyOf(state.objects().subMap(start, kind.qualified() + "}").values());
  }

  /** All objects of a kind in a namespace, or in all of them where it is empty. */
  public List<ObjectNode> list(Kind kind, String namespace) {
    if (namespace.isEmpty()) {
      return list(kind);
    }
    String start = kind.qualified() + "|" + namespace + "|";
    return List.copyOf(
        state.objects().subMap(start, kind.qualified() + "|" + namespace + "}").values());
  }

  /**
   * Stores a new object, and gives it what the server gives: uid, time, version, generation.
   *
   * @throws ApiFault 409 where there is one of that name
   */
  public ObjectNode create(Kind kind, ObjectNode wanted) {
    ObjectNode object = wanted.deepCopy();
    object.put("apiVersion", kind.apiVersion()).put("kind", kind.name());
    String key = key(kind, Meta.namespace(object), Meta.name(object));
    if (state.objects().containsKey(key)) {
      throw ApiFault.alreadyExists(kind, Meta.name(object));
    }
    ObjectNode meta = Json.make(object, "metadata");
    meta.put("uid", UUID.randomUUID().toString());
    meta.put("creationTimestamp", Json.time(clock.instant()));
    meta.put("generation", 1);
    meta.remove("selfLink");
    long version = state.version().incrementAndGet();
    meta.put("resourceVersion", String.valueOf(version));
    state.objects().put(key, object);
    tell(new Change(version, kind, Optional.empty(), Optional.of(object), object));
    return object;
  }

  /** Stores a changed object; one that is the same as before keeps its version. */
  public ObjectNode replace(Kind kind, ObjectNode before, ObjectNode wanted) {
    if (before.equals(wanted)) {
      return before;
    }
    ObjectNode after = wanted.deepCopy();
    long version = state.version().incrementAndGet();
    Json.make(after, "metadata").put("resourceVersion", String.valueOf(version));
    state.objects().put(key(kind, Meta.namespace(before), Meta.name(before)), after);
    tell(new Change(version, kind, Optional.of(before), Optional.of(after), after));
    return after;
  }

  /** Changes an object where it still exists, as a controller does. */
  public ObjectNode edit(Kind kind, ObjectNode object, Consumer<ObjectNode> change) {
    ObjectNode current =
        find(kind, Meta.namespace(object), Meta.name(object))
            .filter(found -> Meta.uid(found).equals(Meta.uid(object)))
            .orElse(null);
    return current == null ? object : replace(kind, current, Json.changed(current, change));
  }

  public void remove(Kind kind, ObjectNode object) {
    ObjectNode removed =
        state.objects().remove(key(kind, Meta.namespace(object), Meta.name(object)));
    if (removed != null) {
      long version = state.version().incrementAndGet();
      ObjectNode last =
          Json.changed(
              removed,
              copy -> Json.make(copy, "metadata").put("resourceVersion", String.valueOf(version)));
      tell(new Change(version, kind, Optional.of(removed), Optional.empty(), last));
    }
  }

  /**
   * Hands every change after a version to a listener, those that have been as well as those to
   * come.
   *
   * @return how to stop it
   * @throws ApiFault 410 where changes since then have been forgotten
   */
  Runnable follow(long since, Consumer<Change> listener) {
    if (since < forgotten) {
      throw new ApiFault(
          410, "Expired", "too old resource version: " + since + " (" + forgotten + ")");
    }
    history.stream().filter(change -> change.version() > since).forEach(listener);
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void tell(Change change) {
    history.addLast(change);
    if (history.size() > REMEMBERED) {
      forgotten = history.removeFirst().version();
    }
    listeners.forEach(listener -> listener.accept(change));
  }

  private static String key(Kind kind, String namespace, String name) {
    return kind.qualified() + "|" + (kind.namespaced() ? namespace : "") + "|" + name;
  }
}
