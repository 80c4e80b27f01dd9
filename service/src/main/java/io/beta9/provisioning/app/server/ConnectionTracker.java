package io.beta9.provisioning.app.server;

import io.beta9.provisioning.network.ClientNetwork;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides which connections are accepted and which are closed. A connection either waits for a
 * request (for its first byte, or for the rest of its header) or processes one. Waiting costs a
 * client nothing, therefore it is bounded in number per address and in time; when the server is
 * nearly full, the connection that has waited longest is closed for a new one. Connections with a
 * request in progress are never closed: the deadline of the body and the {@link ReadingPace} of its
 * reader bound how long a client keeps one in progress.
 *
 * @param <C> connections, compared by identity
 */
final class ConnectionTracker<C> {

  /**
   * @param maxConnections the number of connections beyond which waiting ones are closed
   * @param maxPerAddress the number of connections of one client network
   * @param headerDeadline the time until a header must be complete
   * @param unlimited addresses without a limit of connections
   */
  record ConnectionLimits(
      int maxConnections,
      int maxPerAddress,
      Duration headerDeadline,
      Predicate<InetAddress> unlimited) {}

  private static final class Tracked {
    private final @Nullable ClientNetwork network;
    private long waitingSince;
    private boolean isInHeader;
    private boolean isProcessed;

    Tracked(@Nullable ClientNetwork network, long waitingSince) {
      this.network = network;
      this.waitingSince = waitingSince;
      this.isInHeader = true;
    }
  }

  private final ConnectionLimits limits;
  private final LongSupplier nanoTime;
  private final IdentityHashMap<C, Tracked> connections = new IdentityHashMap<>();
  private final Map<ClientNetwork, Integer> perNetwork = new HashMap<>();

  /**
   * @param nanoTime a clock with an arbitrary origin, in nanoseconds
   */
  ConnectionTracker(ConnectionLimits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
  }

  /** Returns whether a new connection is accepted. */
  synchronized boolean open(C connection, InetAddress address) {
    ClientNetwork network = limits.unlimited().test(address) ? null : ClientNetwork.of(address);
    if (network != null) {
      int open = perNetwork.getOrDefault(network, 0);
      if (open >= limits.maxPerAddress()) {
        return false;
      }
      perNetwork.put(network, open + 1);
    }
    connections.put(connection, new Tracked(network, nanoTime.getAsLong()));
    return true;
  }

  /** Data has arrived: the connection is processed until {@link #processed}. */
  synchronized void processing(C connection) {
    Tracked tracked = connections.get(connection);
    if (tracked != null) {
      tracked.isProcessed = true;
      if (!tracked.isInHeader) {
        tracked.isInHeader = true;
        tracked.waitingSince = nanoTime.getAsLong();
      }
    }
  }

  /**
   * The connection waits again.
   *
   * @param isRequestComplete false if the header of the request is still incomplete
   */
  synchronized void processed(C connection, boolean isRequestComplete) {
    Tracked tracked = connections.get(connection);
    if (tracked != null) {
      tracked.isProcessed = false;
      if (isRequestComplete) {
        tracked.isInHeader = false;
        tracked.waitingSince = nanoTime.getAsLong();
      }
    }
  }

  /** Returns whether the header of the connection's request is incomplete after the deadline. */
  synchronized boolean isOverdue(C connection) {
    Tracked tracked = connections.get(connection);
    return tracked != null
        && tracked.isInHeader
        && !tracked.isProcessed
        && nanoTime.getAsLong() - tracked.waitingSince >= limits.headerDeadline().toNanos();
  }

  /** Returns the connection to close because the server is nearly full. */
  synchronized Optional<C> excess() {
    if (connections.size() <= limits.maxConnections()) {
      return Optional.empty();
    }
    long now = nanoTime.getAsLong();
    return connections.entrySet().stream()
        .filter(entry -> !entry.getValue().isProcessed)
        .max(Comparator.comparingLong(entry -> now - entry.getValue().waitingSince))
        .map(Map.Entry::getKey);
  }

  /** The connection is closed. */
  synchronized void closed(C connection) {
    Tracked tracked = connections.remove(connection);
    if (tracked != null && tracked.network != null) {
      perNetwork.computeIfPresent(tracked.network, (network, open) -> open == 1 ? null : open - 1);
    }
  }

  synchronized int size() {
    return connections.size();
  }
}
