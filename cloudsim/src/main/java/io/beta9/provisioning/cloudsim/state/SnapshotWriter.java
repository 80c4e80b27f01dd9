package io.beta9.provisioning.cloudsim.state;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the state to its file within a second of a change, and on close. */
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
        // A task that throws is never run again. The next change retries.
        LOG.error("Could not write the state", e);
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
