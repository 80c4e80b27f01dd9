package io.beta9.provisioning.cloudsim.request;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** The latest requests, oldest first, up to a maximum number. Thread-safe. */
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

  /** Returns all requests in the log. */
  public synchronized List<LoggedRequest> all() {
    return List.copyOf(entries);
  }

  /** Returns the requests with a higher sequence number than this. */
  public List<LoggedRequest> since(long number) {
    return all().stream().filter(it -> it.sequence() > number).toList();
  }

  /** Returns the calls of an operation, for example {@code rds} and {@code CreateDBInstance}. */
  public List<LoggedRequest> calls(String service, String operation) {
    return all().stream()
        .filter(it -> it.service().equals(service) && it.operation().equals(operation))
        .toList();
  }

  /** Returns the number of calls by {@code service:Operation}. */
  public Map<String, Long> counts() {
    return all().stream()
        .collect(
            Collectors.groupingBy(
                it -> it.service() + ":" + it.operation(), TreeMap::new, Collectors.counting()));
  }

  /** Returns the sequence number of the latest request. */
  public synchronized long latestSequence() {
    return sequence;
  }

  public synchronized void clear() {
    entries.clear();
  }
}
