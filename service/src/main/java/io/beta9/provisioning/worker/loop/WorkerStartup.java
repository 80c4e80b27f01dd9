package io.beta9.provisioning.worker.loop;

import io.beta9.provisioning.worker.liveness.Takeovers;
import io.beta9.provisioning.worker.retry.RetryingTransactions;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the worker and takes over the operations of previous workers of the same host, before
 * it claims anything. Waits while the database is unavailable.
 */
public final class WorkerStartup {
  private static final Logger log = LoggerFactory.getLogger(WorkerStartup.class);
  static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

  private final Worker worker;
  private final Takeovers takeovers;
  private final Sleeper sleeper;

  public WorkerStartup(Worker worker, Takeovers takeovers, Sleeper sleeper) {
    this.worker = worker;
    this.takeovers = takeovers;
    this.sleeper = sleeper;
  }

  /** Returns when both are done. */
  public void complete() throws InterruptedException {
    for (boolean logged = false; ; logged = true) {
      try {
        worker.register();
        takeovers.takeOverFromPredecessors();
        return;
      } catch (RuntimeException e) {
        // The exceptions of an unavailable database have no common type.
        if (!RetryingTransactions.isDatabaseUnavailable(e)) {
          throw e;
        }
        if (!logged) {
          log.warn("The database is unavailable; this worker starts when it is available");
        }
        sleeper.sleep(RETRY_PAUSE);
      }
    }
  }
}
