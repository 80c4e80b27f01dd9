package io.beta9.provisioning.cloudsim.kubernetes.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects of a cluster, with resource versions and a bounded change history.
 *
 * <p>Writers must hold the cluster's lock. Readers need no lock because stored objects are
 * immutable.
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

  /** Returns the resource version of the latest change. Every change increases it. */
  public long version() {
    return state.version().get();
  }

  public Optional<ObjectNode> find(Kind kind, String namespace, String name) {
    return Optional.ofNullable(state.objects().get(key(kind, namespace, name)));
  }

  /** Returns all objects of a kind, ordered by namespace and name. */
  public List<ObjectNode> list(Kind kind) {
    String start = kind.qualifiedName() + "|";
    return List.copyOf(state.objects().subMap(start, kind.qualifiedName() + "}").values());
  }

  /** Returns all objects of a kind in a namespace, or in all namespaces if it is empty. */
  public List<ObjectNode> list(Kind kind, String namespace) {
    if (namespace.isEmpty()) {
      return list(kind);
    }
    String start = kind.qualifiedName() + "|" + namespace + "|";
    return List.copyOf(
        state.objects().subMap(start, kind.qualifiedName() + "|" + namespace + "}").values());
  }

  /** Objects as they were at an earlier version. */
  public record Snapshot(long version, List<ObjectNode> objects) {
    public Snapshot {
      objects = List.copyOf(objects);
    }
  }

  /**
   * Returns the objects of a kind as they were at a time, as far as the history goes back.
   *
   * @param namespace empty for all namespaces
   */
  public Snapshot snapshot(Kind kind, String namespace, Instant time) {
    Map<String, ObjectNode> objects = new TreeMap<>();
    list(kind, namespace).forEach(object -> objects.put(key(kind, object), object));
    long version = version();
    for (Iterator<ObjectChange> changes = history.descendingIterator(); changes.hasNext(); ) {
      ObjectChange change = changes.next();
      if (!change.at().isAfter(time)) {
        break;
      }
      version = change.version() - 1;
      boolean selected =
          change.kind().equals(kind)
              && (namespace.isEmpty() || ObjectMeta.namespace(change.object()).equals(namespace));
      if (selected && change.before().isPresent()) {
        objects.put(key(kind, change.object()), change.before().get());
      } else if (selected) {
        objects.remove(key(kind, change.object()));
      }
    }
    return new Snapshot(version, List.copyOf(objects.values()));
  }

  /**
   * Stores a new object and sets the metadata that the server assigns: UID, creation timestamp,
   * resource version and generation.
   *
   * @return the stored object
   * @throws ApiException with status 409 if an object of that name exists
   */
  public ObjectNode create(Kind kind, ObjectNode desired) {
    ObjectNode object = desired.deepCopy();
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
    publish(
        new ObjectChange(
            version, clock.instant(), kind, Optional.empty(), Optional.of(object), object));
    return object;
  }

  /**
   * Replaces an object. An unchanged object keeps its resource version.
   *
   * @return the stored object
   */
  public ObjectNode replace(Kind kind, ObjectNode before, ObjectNode desired) {
    if (before.equals(desired)) {
      return before;
    }
    ObjectNode after = desired.deepCopy();
    long version = state.version().incrementAndGet();
    Json.ensureObject(after, "metadata").put("resourceVersion", String.valueOf(version));
    state.objects().put(key(kind, ObjectMeta.namespace(before), ObjectMeta.name(before)), after);
    publish(
        new ObjectChange(
            version, clock.instant(), kind, Optional.of(before), Optional.of(after), after));
    return after;
  }

  /**
   * Applies a change to the stored version of an object if the object still exists.
   *
   * @return the stored object, or the given one if it no longer exists
   */
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
      publish(
          new ObjectChange(
              version, clock.instant(), kind, Optional.of(removed), Optional.empty(), last));
    }
  }

  /**
   * Passes all past and future changes after a version to a listener.
   *
   * @return cancels the subscription when run
   * @throws ApiException with status 410 if the history no longer contains all changes since then
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

  private static String key(Kind kind, ObjectNode object) {
    return key(kind, ObjectMeta.namespace(object), ObjectMeta.name(object));
  }

  private static String key(Kind kind, String namespace, String name) {
    return kind.qualifiedName() + "|" + (kind.namespaced() ? namespace : "") + "|" + name;
  }
}
