package io.beta9.provisioning.cloudsim.request;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** The latest requests, oldest first; older ones are forgotten. Safe to use from any thread. */
public final class RequestLog {
  private static final int MAX_ENTRIES = 20_000;

  private final Deque<LoggedRequest> entries = new ArrayDeque<>();
  private long sequence;

  synchronized void add(LongFunction<LoggedRequest> entry) {
    entries.addLast(entry.apply(++sequence));
    if (entries.size() > MAX_ENTRIES) {
      entries.removeFirst();
    }
  }

  /** All that are remembered. */
  public synchronized List<LoggedRequest> all() {
    return List.copyOf(entries);
  }

  /** Those that came after this sequence number. */
  public List<LoggedRequest> since(long number) {
    return all().stream().filter(it -> it.sequence() > number).toList();
  }

  /** The calls of an operation, for example of {@code rds} and {@code CreateDBInstance}. */
  public List<LoggedRequest> calls(String service, String operation) {
    return all().stream()
        .filter(it -> it.service().equals(service) && it.operation().equals(operation))
        .toList();
  }

  /** How often each operation was called, by {@code service:Operation}. */
  public Map<String, Long> counts() {
    return all().stream()
        .collect(
            Collectors.groupingBy(
                it -> it.service() + ":" + it.operation(), TreeMap::new, Collectors.counting()));
  }

  /** The number of the latest request. */
  public synchronized long latestSequence() {
    return sequence;
  }

  public synchronized void clear() {
    entries.clear();
  }
}
