package io.beta9.provisioning.app;

import io.beta9.provisioning.worker.Pipeline;
import io.beta9.provisioning.worker.Worker;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the worker when everything else stands, and drains it before anything else stops: a deploy
 * interrupts nothing.
 */
final class WorkerLifecycle implements SmartLifecycle {
  /** How long an operation may take to let go once it is told to. */
  private static final Duration LETTING_GO = Duration.ofSeconds(8);

  private final Worker worker;
  private final Pipeline pipeline;
  private final Duration drain;
  private volatile boolean running;

  WorkerLifecycle(Worker worker, Pipeline pipeline, Duration drain) {
    this.worker = worker;
    this.pipeline = pipeline;
    this.drain = drain;
  }

  @Override
  public void start() {
    worker.start();
    running = true;
  }

  @Override
  public void stop() {
    try {
      if (!worker.drain(drain)) {
        pipeline.detach();
        worker.drain(LETTING_GO);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    running = false;
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
