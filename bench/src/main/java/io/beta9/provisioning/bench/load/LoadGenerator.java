package io.beta9.provisioning.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends HTTP requests from one thread over many connections, either as fast as responses arrive or
 * at a given rate. At a given rate, a duration counts from the time at which the request was due,
 * whether or not a connection was free, so that a slow server cannot slow its own measurement.
 */
public final class LoadGenerator {
  /** How long responses are awaited after the last request was sent. */
  private static final long DRAIN_NANOS = Duration.ofSeconds(5).toNanos();

  /** The longest pause between two polls of the connections if a request is due within 1 ms. */
  private static final long PARK_NANOS = 100_000;

  private static final long SEED = 12;

  private final InetSocketAddress target;

  public LoadGenerator(int port) {
    this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Sends {@code requests} requests, one at a time on each connection. */
  public LoadResult count(RequestSource source, int connections, long requests) throws IOException {
    return closedLoop(source, connections, requests, Duration.ofMinutes(30));
  }

  /** Sends requests for a time, one at a time on each connection. */
  public LoadResult saturate(RequestSource source, int connections, Duration duration)
      throws IOException {
    return closedLoop(source, connections, Long.MAX_VALUE, duration);
  }

  private LoadResult closedLoop(
      RequestSource source, int connections, long requests, Duration duration) throws IOException {
    try (Selector selector = Selector.open()) {
      List<HttpConnection> opened = open(connections, selector);
      Recorder recorder = new Recorder();
      long start = System.nanoTime();
      long end = start + duration.toNanos();
      long unsent = requests;
      for (HttpConnection connection : opened) {
        connection.send(source.next(), System.nanoTime());
        unsent--;
      }
      int busy = connections;
      while (busy > 0) {
        selector.select(1000);
        long now = System.nanoTime();
        for (HttpConnection complete : complete(selector)) {
          recorder.add(complete, now);
          if (unsent > 0 && now < end) {
            complete.send(source.next(), now);
            unsent--;
          } else {
            busy--;
          }
        }
        if (now > end + DRAIN_NANOS) {
          break;
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      close(opened);
      return recorder.result(seconds, 0);
    }
  }

  /** Sends requests at random times (a Poisson process) with a mean rate. */
  public LoadResult atRate(
      RequestSource source, double perSecond, int maxConnections, Duration duration)
      throws IOException {
    try (Selector selector = Selector.open()) {
      List<HttpConnection> opened = new ArrayList<>();
      ArrayDeque<HttpConnection> free = new ArrayDeque<>();
      ArrayDeque<Long> due = new ArrayDeque<>();
      Random random = new Random(SEED);
      Recorder recorder = new Recorder();
      long start = System.nanoTime();
      long end = start + duration.toNanos();
      double next = start;
      while (true) {
        long now = System.nanoTime();
        while (next <= now && next < end) {
          due.add((long) next);
          next += -Math.log(1 - random.nextDouble()) / perSecond * 1e9;
        }
        while (!due.isEmpty()) {
          HttpConnection connection = free.poll();
          if (connection == null) {
            if (opened.size() == maxConnections) {
              break;
            }
            connection = new HttpConnection(target, selector);
            opened.add(connection);
          }
          connection.send(source.next(), due.remove());
        }
        boolean over = next >= end;
        if ((over && due.isEmpty() && free.size() == opened.size()) || now > end + DRAIN_NANOS) {
          break;
        }
        long waitNanos = over ? 10_000_000 : (long) next - System.nanoTime();
        if (waitNanos < 1_000_000) {
          selector.selectNow();
          if (waitNanos > 0 && selector.selectedKeys().isEmpty()) {
            // Spinning would take a processor from the server that is measured.
            LockSupport.parkNanos(Math.min(waitNanos, PARK_NANOS));
          }
        } else {
          selector.select(waitNanos / 1_000_000);
        }
        now = System.nanoTime();
        for (HttpConnection complete : complete(selector)) {
          recorder.add(complete, now);
          free.add(complete);
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      long unsent = (long) due.size() + opened.size() - free.size();
      close(opened);
      return recorder.result(seconds, unsent);
    }
  }

  private List<HttpConnection> open(int connections, Selector selector) throws IOException {
    List<HttpConnection> opened = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      opened.add(new HttpConnection(target, selector));
    }
    return opened;
  }

  private static List<HttpConnection> complete(Selector selector) throws IOException {
    List<HttpConnection> complete = new ArrayList<>();
    Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
    while (ready.hasNext()) {
      SelectionKey key = ready.next();
      ready.remove();
      if (key.isValid()
          && key.attachment() instanceof HttpConnection connection
          && connection.read()) {
        complete.add(connection);
      }
    }
    return complete;
  }

  private static void close(List<HttpConnection> connections) throws IOException {
    for (HttpConnection connection : connections) {
      connection.close();
    }
  }

  /** Collects statuses and durations. */
  private static final class Recorder {
    private final Map<Integer, Long> statuses = new HashMap<>();
    private long[] nanos = new long[1 << 16];
    private int count;

    void add(HttpConnection complete, long now) {
      statuses.merge(complete.status(), 1L, Long::sum);
      if (complete.status() / 100 == 2) {
        if (count == nanos.length) {
          nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = complete.nanosAt(now);
      }
    }

    LoadResult result(double seconds, long unsent) {
      return LoadResult.of(seconds, statuses, Arrays.copyOf(nanos, count), unsent);
    }
  }
}
