package io.beta9.provisioning.cloudsim.kubernetes.store;

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
public final class ObjectStore {
  private static final int MAX_HISTORY = 5000;

  private final ClusterState state;
  private final InstantSource clock;
  private final Deque<ObjectChange> history = new ArrayDeque<>();
  private final List<Consumer<ObjectChange>> listeners = new CopyOnWriteArrayList<>();
  private long compactedVersion;

  public ObjectStore(ClusterState state, InstantSource clock) {
    this.state = state;
    this.clock = clock;
    this.compactedVersion = state.version().get();
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
    String start = kind.qualifiedName() + "|";
    return List.copyOf(state.objects().subMap(start, kind.qualifiedName() + "}").values());
  }

  /** All objects of a kind in a namespace, or in all of them where it is empty. */
  public List<ObjectNode> list(Kind kind, String namespace) {
    if (namespace.isEmpty()) {
      return list(kind);
    }
    String start = kind.qualifiedName() + "|" + namespace + "|";
    return List.copyOf(
        state.objects().subMap(start, kind.qualifiedName() + "|" + namespace + "}").values());
  }

  /**
   * Stores a new object, and gives it what the server gives: uid, time, version, generation.
   *
   * @throws ApiException 409 where there is one of that name
   */
  public ObjectNode create(Kind kind, ObjectNode wanted) {
    ObjectNode object = wanted.deepCopy();
    object.put("apiVersion", kind.apiVersion()).put("kind", kind.name());
    String key = key(kind, ObjectMeta.namespace(object), ObjectMeta.name(object));
    if (state.objects().containsKey(key)) {
      throw ApiException.alreadyExists(kind, ObjectMeta.name(object));
    }
    ObjectNode meta = Json.ensureObject(object, "metadata");
    meta.put("uid", UUID.randomUUID().toString());
    meta.put("creationTimestamp", Json.formatTime(clock.instant()));
    meta.put("generation", 1);
    meta.remove("selfLink");
    long version = state.version().incrementAndGet();
    meta.put("resourceVersion", String.valueOf(version));
    state.objects().put(key, object);
    publish(new ObjectChange(version, kind, Optional.empty(), Optional.of(object), object));
    return object;
  }

  /** Stores a changed object; one that is the same as before keeps its version. */
  public ObjectNode replace(Kind kind, ObjectNode before, ObjectNode wanted) {
    if (before.equals(wanted)) {
      return before;
    }
    ObjectNode after = wanted.deepCopy();
    long version = state.version().incrementAndGet();
    Json.ensureObject(after, "metadata").put("resourceVersion", String.valueOf(version));
    state.objects().put(key(kind, ObjectMeta.namespace(before), ObjectMeta.name(before)), after);
    publish(new ObjectChange(version, kind, Optional.of(before), Optional.of(after), after));
    return after;
  }

  /** Changes an object where it still exists, as a controller does. */
  public ObjectNode edit(Kind kind, ObjectNode object, Consumer<ObjectNode> change) {
    ObjectNode current =
        find(kind, ObjectMeta.namespace(object), ObjectMeta.name(object))
            .filter(found -> ObjectMeta.uid(found).equals(ObjectMeta.uid(object)))
            .orElse(null);
    return current == null ? object : replace(kind, current, Json.modifiedCopy(current, change));
  }

  public void remove(Kind kind, ObjectNode object) {
    ObjectNode removed =
        state.objects().remove(key(kind, ObjectMeta.namespace(object), ObjectMeta.name(object)));
    if (removed != null) {
      long version = state.version().incrementAndGet();
      ObjectNode last =
          Json.modifiedCopy(
              removed,
              copy ->
                  Json.ensureObject(copy, "metadata")
                      .put("resourceVersion", String.valueOf(version)));
      publish(new ObjectChange(version, kind, Optional.of(removed), Optional.empty(), last));
    }
  }

  /**
   * Hands every change after a version to a listener, those that have been as well as those to
   * come.
   *
   * @return how to stop it
   * @throws ApiException 410 where changes since then have been forgotten
   */
  public Runnable subscribe(long since, Consumer<ObjectChange> listener) {
    if (since < compactedVersion) {
      throw new ApiException(
          410, "Expired", "too old resource version: " + since + " (" + compactedVersion + ")");
    }
    history.stream().filter(change -> change.version() > since).forEach(listener);
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void publish(ObjectChange change) {
    history.addLast(change);
    if (history.size() > MAX_HISTORY) {
      compactedVersion = history.removeFirst().version();
    }
    listeners.forEach(listener -> listener.accept(change));
  }

  private static String key(Kind kind, String namespace, String name) {
    return kind.qualifiedName() + "|" + (kind.namespaced() ? namespace : "") + "|" + name;
  }
}
