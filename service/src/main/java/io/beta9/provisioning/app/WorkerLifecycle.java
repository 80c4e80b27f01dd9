package io.beta9.provisioning.app;

import io.beta9.provisioning.worker.liveness.Takeovers;
import io.beta9.provisioning.worker.loop.LeaseRenewalLoop;
import io.beta9.provisioning.worker.loop.Sleeper;
import io.beta9.provisioning.worker.loop.Worker;
import io.beta9.provisioning.worker.loop.WorkerStartup;
import io.beta9.provisioning.worker.pipeline.Pipeline;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the worker after everything else and drains it before anything else stops, so that a
 * deployment interrupts no operation.
 */
final class WorkerLifecycle implements SmartLifecycle {
  /** How long operations may take to end after they were detached. */
  private static final Duration DETACH_TIMEOUT = Duration.ofSeconds(8);

  private final Worker worker;
  private final Pipeline pipeline;
  private final LeaseRenewalLoop renewals;
  private final Takeovers takeovers;
  private final Duration drainTimeout;
  private volatile boolean running;

  WorkerLifecycle(
      Worker worker,
      Pipeline pipeline,
      LeaseRenewalLoop renewals,
      Takeovers takeovers,
      Duration drainTimeout) {
    this.worker = worker;
    this.pipeline = pipeline;
    this.renewals = renewals;
    this.takeovers = takeovers;
    this.drainTimeout = drainTimeout;
  }

  @Override
  public void start() {
    try {
      new WorkerStartup(worker, takeovers, Sleeper.SYSTEM).complete();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped before the database was available", e);
    }
    renewals.start();
    takeovers.start();
    worker.start();
    running = true;
  }

  /** Stops waiting for running operations: other workers resume them. */
  void abortDrain() {
    worker.abortDrain();
  }

  /** Drains the worker; leases are renewed to the end, so that it does not look dead meanwhile. */
  @Override
  public void stop() {
    try {
      takeovers.close();
      if (!worker.drain(drainTimeout)) {
        pipeline.detach();
        worker.awaitDetached(DETACH_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      renewals.close();
      worker.close();
      running = false;
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    // Starts last and stops first.
    return Integer.MAX_VALUE;
  }
}
