package io.beta9.provisioning.devstack.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * How long it takes after a worker's death until somebody has claimed its work again. Time in which
 * no worker is there that could, because all of them are dead, stand still or have no way to the
 * database, is not counted.
 */
final class Recoveries implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(250);

  private final Truth truth;
  private final BooleanSupplier somebodyCould;
  private final List<Awaited> awaited = new ArrayList<>();
  private final List<Double> seconds = new ArrayList<>();
  private final Thread thread;

  Recoveries(Truth truth, BooleanSupplier somebodyCould) {
    this.truth = truth;
    this.somebodyCould = somebodyCould;
    this.thread = Thread.ofVirtual().name("recoveries").start(this::watch);
  }

  private static final class Awaited {
    private final Truth.AtWork work;
    private long lastLook = System.nanoTime();
    private long nanos;

    Awaited(Truth.AtWork work) {
      this.work = work;
    }

    void pass(long now, boolean counts) {
      nanos += counts ? now - lastLook : 0;
      lastLook = now;
    }
  }

  /** Somebody who carried this out has just died. */
  synchronized void await(List<Truth.AtWork> orphaned) {
    orphaned.forEach(work -> awaited.add(new Awaited(work)));
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
    boolean counts = somebodyCould.getAsBoolean();
    long now = System.nanoTime();
    awaited.forEach(one -> one.pass(now, counts));
    for (Iterator<Awaited> each = awaited.iterator(); each.hasNext(); ) {
      Awaited one = each.next();
      List<Truth.Now> said = truth.now(one.work.operation());
      if (said.isEmpty()) {
        continue;
      }
      if (said.getFirst().epoch() > one.work.epoch()) {
        seconds.add(one.nanos / 1e9);
        each.remove();
      } else if (said.getFirst().over()) {
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
