package io.beta9.provisioning.worker.loop;

import io.beta9.provisioning.worker.liveness.Takeovers;
import io.beta9.provisioning.worker.pipeline.RetryingTransactions;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first thing a worker does: it makes itself known, and takes over what former workers of its
 * place held. A database that is away at that moment is waited for, as at any other.
 */
public final class WorkerStartup {
  private static final Logger log = LoggerFactory.getLogger(WorkerStartup.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Worker worker;
  private final Takeovers takeovers;

  public WorkerStartup(Worker worker, Takeovers takeovers) {
    this.worker = worker;
    this.takeovers = takeovers;
  }

  /** Returns when both are done. */
  public void complete() throws InterruptedException {
    for (boolean told = false; ; told = true) {
      try {
        worker.register();
        takeovers.fromPredecessors();
        return;
      } catch (RuntimeException e) {
        if (!RetryingTransactions.isAbsence(e)) {
          throw e;
        }
        if (!told) {
          log.warn("The database is out of reach; this worker begins when it is back");
        }
        Thread.sleep(PAUSE);
      }
    }
  }
}
