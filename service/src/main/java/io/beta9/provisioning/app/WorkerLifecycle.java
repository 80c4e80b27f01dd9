package io.beta9.provisioning.app;

import io.beta9.provisioning.worker.liveness.Takeovers;
import io.beta9.provisioning.worker.loop.LeaseRenewalLoop;
import io.beta9.provisioning.worker.loop.Worker;
import io.beta9.provisioning.worker.loop.WorkerStartup;
import io.beta9.provisioning.worker.pipeline.Pipeline;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the worker when everything else stands, and drains it before anything else stops: a deploy
 * interrupts nothing. Who cannot wait any longer {@linkplain #hurry hurries} it.
 */
final class WorkerLifecycle implements SmartLifecycle {
  /** How long an operation may take to let go once it is told to. */
  private static final Duration LETTING_GO = Duration.ofSeconds(8);

  private final Worker worker;
  private final Pipeline pipeline;
  private final LeaseRenewalLoop renewals;
  private final Takeovers takeovers;
  private final Duration drain;
  private volatile boolean running;

  WorkerLifecycle(
      Worker worker,
      Pipeline pipeline,
      LeaseRenewalLoop renewals,
      Takeovers takeovers,
      Duration drain) {
    this.worker = worker;
    this.pipeline = pipeline;
    this.renewals = renewals;
    this.takeovers = takeovers;
    this.drain = drain;
  }

  @Override
  public void start() {
    try {
      new WorkerStartup(worker, takeovers).complete();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("told to stop before the database was there", e);
    }
    renewals.start();
    takeovers.start();
    worker.start();
    running = true;
  }

  /**
   * Ends the waiting: everything under way is left to whoever goes on with it, on this host at once
   * where a Terraform lives on.
   */
  void hurry() {
    worker.hurry();
  }

  /** Claims are renewed to the very end: what is still being waited for must not look dead. */
  @Override
  public void stop() {
    try {
      takeovers.close();
      if (!worker.drain(drain)) {
        pipeline.detach();
        worker.letGo(LETTING_GO);
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
    // The last to start and the first to stop.
    return Integer.MAX_VALUE;
  }
}
