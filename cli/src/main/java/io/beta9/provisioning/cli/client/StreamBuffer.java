package io.beta9.provisioning.cli.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Items that one thread receives from a stream and another one takes. */
final class StreamBuffer<T> {
  private final List<T> items = new ArrayList<>();
  private boolean ended;

  synchronized void add(T item) {
    items.add(item);
    notifyAll();
  }

  /** Records that no more items will be added. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Whether there are items, or more may be added. */
  synchronized boolean isOpen() {
    return !ended || !items.isEmpty();
  }

  /** Removes and returns the items, in order. */
  synchronized List<T> take() {
    List<T> taken = List.copyOf(items);
    items.clear();
    return taken;
  }

  /** Returns when there are items, when the stream has ended, or after a time. */
  synchronized void await(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    for (long remaining = atMost.toNanos();
        items.isEmpty() && !ended && remaining > 0;
        remaining = end - System.nanoTime()) {
      // One more, since a wait of 0 ms has no end.
      wait(remaining / 1_000_000 + 1);
    }
  }
}
