package io.beta9.provisioning.telemetry.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Bounds the lines that are logged about repeated occurrences: the first one of each source in a
 * window is logged, the others are counted. Memory is bounded as well: beyond {@link #MAX_SOURCES}
 * sources, all others share one window.
 */
public final class LogThrottle {
  /** Maximum number of sources that are distinguished at the same time. */
  public static final int MAX_SOURCES = 1_000;

  /** The source of all occurrences beyond {@link #MAX_SOURCES}. */
  public static final String OTHERS = "other sources";

  /** Occurrences of one source that were not logged. */
  public record Unlogged(String source, long occurrences) {}

  private static final class Window {
    private final long start;
    private long unlogged;

    Window(long start) {
      this.start = start;
    }
  }

  private final long window;
  private final LongSupplier nanoTime;
  // In the order of their start.
  private final Map<String, Window> windows = new LinkedHashMap<>();

  public LogThrottle(Duration window, LongSupplier nanoTime) {
    this.window = window.toNanos();
    this.nanoTime = nanoTime;
  }

  /**
   * Logs an occurrence with {@code log} if it is the first one of its source in the window, and the
   * numbers of those that were not logged in windows that have ended.
   *
   * @param source bounded in length and safe to log
   */
  public void occurred(String source, Runnable log, Consumer<Unlogged> summary) {
    boolean first;
    List<Unlogged> ended;
    synchronized (this) {
      ended = removeEnded();
      first = count(source);
    }
    ended.forEach(summary);
    if (first) {
      log.run();
    }
  }

  /** Logs the numbers of occurrences that were not logged in windows that have ended. */
  public void summarize(Consumer<Unlogged> summary) {
    List<Unlogged> ended;
    synchronized (this) {
      if (windows.isEmpty()) {
        return;
      }
      ended = removeEnded();
    }
    ended.forEach(summary);
  }

  private boolean count(String source) {
    String key = windows.containsKey(source) || windows.size() < MAX_SOURCES ? source : OTHERS;
    Window current = windows.get(key);
    if (current == null) {
      windows.put(key, new Window(nanoTime.getAsLong()));
      return true;
    }
    current.unlogged++;
    return false;
  }

  private List<Unlogged> removeEnded() {
    long now = nanoTime.getAsLong();
    List<Unlogged> ended = new ArrayList<>();
    Iterator<Map.Entry<String, Window>> oldest = windows.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<String, Window> entry = oldest.next();
      if (now - entry.getValue().start < window) {
        break;
      }
      if (entry.getValue().unlogged > 0) {
        ended.add(new Unlogged(entry.getKey(), entry.getValue().unlogged));
      }
      oldest.remove();
    }
    return ended;
  }
}
