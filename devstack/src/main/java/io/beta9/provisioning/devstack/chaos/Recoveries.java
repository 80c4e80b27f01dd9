package io.beta9.provisioning.devstack.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** How long it takes after a death until somebody has claimed the work again. */
final class Recoveries implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(250);

  private final Truth truth;
  private final List<Awaited> awaited = new ArrayList<>();
  private final List<Double> seconds = new ArrayList<>();
  private final Thread thread;

  Recoveries(Truth truth) {
    this.truth = truth;
    this.thread = Thread.ofVirtual().name("recoveries").start(this::watch);
  }

  private record Awaited(Truth.AtWork work, long sinceNanos) {}

  /** Somebody who carried this out has just died. */
  synchronized void await(List<Truth.AtWork> orphaned) {
    long now = System.nanoTime();
    orphaned.forEach(work -> awaited.add(new Awaited(work, now)));
  }

  private void watch() {
    try {
      while (true) {
        look();
        Thread.sleep(LOOK);
      }
    } catch (InterruptedException e) {
      // The run is over.
    }
  }

  private synchronized void look() {
    for (Iterator<Awaited> each = awaited.iterator(); each.hasNext(); ) {
      Awaited one = each.next();
      List<Truth.Now> now = truth.now(one.work().operation());
      if (now.isEmpty()) {
        continue;
      }
      if (now.getFirst().epoch() > one.work().epoch()) {
        seconds.add((System.nanoTime() - one.sinceNanos()) / 1e9);
        each.remove();
      } else if (now.getFirst().over()) {
        each.remove();
      }
    }
  }

  /** The share of recoveries that were done within this many seconds; 0 where there were none. */
  synchronized double quantile(double share) {
    if (seconds.isEmpty()) {
      return 0;
    }
    List<Double> sorted = seconds.stream().sorted().toList();
    int index = (int) Math.ceil(share * sorted.size()) - 1;
    return Math.round(sorted.get(Math.max(0, index)) * 10) / 10.0;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
