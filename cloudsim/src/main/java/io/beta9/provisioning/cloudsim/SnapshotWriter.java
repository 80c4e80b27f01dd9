package io.beta9.provisioning.cloudsim;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the state within a second of its change, and at the end. */
final class SnapshotWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotWriter.class);

  private final Snapshots snapshots;
  private final KeptStore store;
  private final CloudLock lock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("cloudsim-state").factory());

  SnapshotWriter(Snapshots snapshots, KeptStore store, CloudLock lock) {
    this.snapshots = snapshots;
    this.store = store;
    this.lock = lock;
    timer.scheduleWithFixedDelay(this::writeIfChanged, 500, 500, TimeUnit.MILLISECONDS);
  }

  private void writeIfChanged() {
    if (lock.takeChanged()) {
      try {
        write();
      } catch (RuntimeException e) {
        // A timer that throws is never run again; the next change tries anew.
        LOG.error("The state was not written", e);
      }
    }
  }

  private void write() {
    snapshots.write(lock.holding(() -> Snapshots.bytesOf(store)));
  }

  @Override
  public void close() {
    timer.shutdown();
    write();
  }
}
