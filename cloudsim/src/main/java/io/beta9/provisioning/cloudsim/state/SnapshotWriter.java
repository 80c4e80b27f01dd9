package io.beta9.provisioning.cloudsim.state;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the state within a second of its change, and at the end. */
public final class SnapshotWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotWriter.class);

  private final SnapshotFile snapshots;
  private final InMemoryStateStore store;
  private final StateLock lock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("cloudsim-state").factory());

  public SnapshotWriter(SnapshotFile snapshots, InMemoryStateStore store, StateLock lock) {
    this.snapshots = snapshots;
    this.store = store;
    this.lock = lock;
    timer.scheduleWithFixedDelay(this::writeIfChanged, 500, 500, TimeUnit.MILLISECONDS);
  }

  private void writeIfChanged() {
    if (lock.getAndClearChanged()) {
      try {
        write();
      } catch (RuntimeException e) {
        // A timer that throws is never run again; the next change tries anew.
        LOG.error("The state was not written", e);
      }
    }
  }

  private void write() {
    snapshots.write(lock.read(() -> SnapshotFile.serialize(store)));
  }

  @Override
  public void close() {
    timer.shutdown();
    write();
  }
}
