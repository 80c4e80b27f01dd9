package io.beta9.provisioning.cloudsim.kubernetes.api;

import io.beta9.provisioning.cloudsim.kubernetes.http.HttpReply;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A stream of what happens to the objects of a collection, one JSON object per line. */
final class Watch {
  private static final Duration LONGEST = Duration.ofMinutes(30);
  private static final Duration BETWEEN_BOOKMARKS = Duration.ofSeconds(20);

  private final Objects objects;
  private final Lock lock;
  private final Target target;
  private final HttpRequest request;
  private final Predicate<JsonNode> chosen;
  private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();

  Watch(Objects objects, Lock lock, Target target, HttpRequest request) {
    this.objects = objects;
    this.lock = lock;
    this.target = target;
    this.request = request;
    Predicate<JsonNode> bySelectors =
        Selector.of(request.query().get("labelSelector"), request.query().get("fieldSelector"));
    this.chosen =
        object ->
            (target.namespace().isEmpty() || Meta.namespace(object).equals(target.namespace()))
                && (target.name().isEmpty() || Meta.name(object).equals(target.name()))
                && bySelectors.test(object);
  }

  /** Streams until the client goes, or until the time that it asked for is over. */
  void stream(HttpReply reply) throws IOException {
    Runnable stop = () -> {};
    try {
      ObjectNode[] initial = {};
      boolean wantsInitial = request.asksFor("sendInitialEvents");
      String since = request.parameter("resourceVersion").orElse("");
      long version;
      lock.lock();
      try {
        version = objects.version();
        if (since.isEmpty() || since.equals("0") || wantsInitial) {
          initial =
              objects.list(target.kind(), target.namespace()).stream()
                  .filter(chosen)
                  .toArray(ObjectNode[]::new);
          stop = objects.follow(version, this::take);
        } else {
          stop = objects.follow(Long.parseLong(since), this::take);
        }
      } catch (NumberFormatException e) {
        throw ApiFault.badRequest("invalid resourceVersion \"" + since + "\"");
      } finally {
        lock.unlock();
      }
      try (OutputStream out = reply.stream(200, "application/json")) {
        for (ObjectNode object : initial) {
          write(out, "ADDED", object);
        }
        if (wantsInitial) {
          bookmark(out, version, true);
        }
        out.flush();
        follow(out);
      }
    } finally {
      stop.run();
    }
  }

  private void take(Change change) {
    if (change.kind().equals(target.kind())) {
      changes.add(change);
    }
  }

  private void follow(OutputStream out) throws IOException {
    Duration lasting =
        request
            .parameter("timeoutSeconds")
            .map(text -> Duration.ofSeconds(Long.parseLong(text)))
            .orElse(LONGEST);
    long end = System.nanoTime() + lasting.toNanos();
    while (System.nanoTime() < end) {
      long left = Math.min(end - System.nanoTime(), BETWEEN_BOOKMARKS.toNanos());
      Change change;
      try {
        change = changes.poll(left, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      if (change != null) {
        event(out, change);
      } else if (request.asksFor("allowWatchBookmarks")) {
        bookmark(out, objects.version(), false);
      }
      if (changes.isEmpty()) {
        out.flush();
      }
    }
  }

  private void event(OutputStream out, Change change) throws IOException {
    boolean was = change.before().filter(chosen).isPresent();
    boolean is = change.after().filter(chosen).isPresent();
    if (is) {
      write(out, was ? "MODIFIED" : "ADDED", change.last());
    } else if (was) {
      write(out, "DELETED", change.last());
    }
  }

  private void bookmark(OutputStream out, long version, boolean endsInitial) throws IOException {
    ObjectNode mark = Json.object();
    mark.put("kind", target.kind().name()).put("apiVersion", target.kind().apiVersion());
    ObjectNode meta = mark.putObject("metadata");
    meta.put("resourceVersion", String.valueOf(version)).putNull("creationTimestamp");
    if (endsInitial) {
      meta.putObject("annotations").put("k8s.io/initial-events-end", "true");
    }
    write(out, "BOOKMARK", mark);
  }

  private static void write(OutputStream out, String type, ObjectNode object) throws IOException {
    ObjectNode event = Json.object();
    event.put("type", type).set("object", object);
    out.write(Json.bytes(event));
    out.write('\n');
  }
}
