package io.beta9.provisioning.cloudsim.kubernetes.api;

import io.beta9.provisioning.cloudsim.kubernetes.http.HttpRequest;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpResponse;
import io.beta9.provisioning.cloudsim.kubernetes.resource.ResourcePath;
import io.beta9.provisioning.cloudsim.kubernetes.store.ApiException;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectChange;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import io.beta9.provisioning.cloudsim.kubernetes.store.Selector;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Streams the changes of the objects of a collection, one JSON object per line. */
final class WatchStream {
  private static final Duration MAX_DURATION = Duration.ofMinutes(30);
  private static final Duration BOOKMARK_INTERVAL = Duration.ofSeconds(20);

  private final ObjectStore store;
  private final Lock lock;
  private final ResourcePath target;
  private final HttpRequest request;
  private final Predicate<JsonNode> filter;
  private final Duration lag;
  private final BlockingQueue<ObjectChange> changes = new LinkedBlockingQueue<>();

  /**
   * @param lag how long after a change it is sent
   */
  WatchStream(
      ObjectStore store, Lock lock, ResourcePath target, HttpRequest request, Duration lag) {
    this.lag = lag;
    this.store = store;
    this.lock = lock;
    this.target = target;
    this.request = request;
    Predicate<JsonNode> selectors =
        Selector.parse(request.query().get("labelSelector"), request.query().get("fieldSelector"));
    this.filter =
        object ->
            (target.namespace().isEmpty()
                    || ObjectMeta.namespace(object).equals(target.namespace()))
                && (target.name().isEmpty() || ObjectMeta.name(object).equals(target.name()))
                && selectors.test(object);
  }

  /** Streams until the client disconnects or its requested timeout elapses. */
  void run(HttpResponse response) throws IOException {
    Runnable unsubscribe = () -> {};
    try {
      ObjectNode[] initial = {};
      boolean sendInitialEvents = request.isEnabled("sendInitialEvents");
      String since = request.parameter("resourceVersion").orElse("");
      long version;
      lock.lock();
      try {
        version = store.version();
        if (since.isEmpty() || since.equals("0") || sendInitialEvents) {
          // Without a version, the state is the current one.
          Instant time = since.isEmpty() ? Instant.MAX : store.clock().instant().minus(lag);
          ObjectStore.Snapshot cached = store.snapshot(target.kind(), target.namespace(), time);
          version = cached.version();
          initial = cached.objects().stream().filter(filter).toArray(ObjectNode[]::new);
          unsubscribe = store.subscribe(version, this::enqueue);
        } else {
          unsubscribe = store.subscribe(Long.parseLong(since), this::enqueue);
        }
      } catch (NumberFormatException e) {
        throw ApiException.badRequest("invalid resourceVersion \"" + since + "\"");
      } finally {
        lock.unlock();
      }
      try (OutputStream out = response.stream(200, "application/json")) {
        for (ObjectNode object : initial) {
          writeEvent(out, "ADDED", object);
        }
        if (sendInitialEvents) {
          writeBookmark(out, version, true);
        }
        out.flush();
        streamChanges(out);
      }
    } finally {
      unsubscribe.run();
    }
  }

  private void enqueue(ObjectChange change) {
    if (change.kind().equals(target.kind())) {
      changes.add(change);
    }
  }

  private void streamChanges(OutputStream out) throws IOException {
    Duration duration =
        request
            .parameter("timeoutSeconds")
            .map(text -> Duration.ofSeconds(Long.parseLong(text)))
            .orElse(MAX_DURATION);
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() < end) {
      long waitNanos = Math.min(end - System.nanoTime(), BOOKMARK_INTERVAL.toNanos());
      ObjectChange change;
      try {
        change = changes.poll(waitNanos, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      if (change != null) {
        awaitVisible(change);
        writeChange(out, change);
      } else if (request.isEnabled("allowWatchBookmarks")) {
        writeBookmark(out, store.version(), false);
      }
      if (changes.isEmpty()) {
        out.flush();
      }
    }
  }

  private void awaitVisible(ObjectChange change) {
    Duration wait = Duration.between(store.clock().instant(), change.at().plus(lag));
    if (wait.isPositive()) {
      LockSupport.parkNanos(wait.toNanos());
    }
  }

  private void writeChange(OutputStream out, ObjectChange change) throws IOException {
    boolean matchedBefore = change.before().filter(filter).isPresent();
    boolean matches = change.after().filter(filter).isPresent();
    if (matches) {
      writeEvent(out, matchedBefore ? "MODIFIED" : "ADDED", change.object());
    } else if (matchedBefore) {
      writeEvent(out, "DELETED", change.object());
    }
  }

  private void writeBookmark(OutputStream out, long version, boolean endsInitialEvents)
      throws IOException {
    ObjectNode bookmark = Json.object();
    bookmark.put("kind", target.kind().name()).put("apiVersion", target.kind().apiVersion());
    ObjectNode meta = bookmark.putObject("metadata");
    meta.put("resourceVersion", String.valueOf(version)).putNull("creationTimestamp");
    if (endsInitialEvents) {
      meta.putObject("annotations").put("k8s.io/initial-events-end", "true");
    }
    writeEvent(out, "BOOKMARK", bookmark);
  }

  private static void writeEvent(OutputStream out, String type, ObjectNode object)
      throws IOException {
    ObjectNode event = Json.object();
    event.put("type", type).set("object", object);
    out.write(Json.bytes(event));
    out.write('\n');
  }
}
