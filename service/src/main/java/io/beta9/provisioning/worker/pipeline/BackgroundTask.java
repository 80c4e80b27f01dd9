package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.telemetry.ThreadContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Work that one step starts and a later step waits for. At most one runs per operation. */
public final class BackgroundTask {
  private final String name;
  private @Nullable CompletableFuture<Void> running;

  BackgroundTask(String name) {
    this.name = name;
  }

  /** Starts the work unless some is running. Its exceptions are thrown by {@link #await}. */
  public synchronized void start(Runnable work) {
    if (running == null) {
      running =
          CompletableFuture.runAsync(
              ThreadContext.inherit(work), task -> Thread.ofVirtual().name(name).start(task));
    }
  }

  /**
   * Waits for the work, if any was started.
   *
   * @return whether there was any
   */
  public boolean await(Duration timeout) throws InterruptedException {
    CompletableFuture<Void> work;
    synchronized (this) {
      work = running;
      running = null;
    }
    if (work == null) {
      return false;
    }
    try {
      work.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("the background task exceeded the step's deadline", e);
    }
  }

  /** Calls {@code stop} and waits for the work to end, if any is running; ignores its failure. */
  void stop(Runnable stop) {
    CompletableFuture<Void> work;
    synchronized (this) {
      work = running;
    }
    if (work != null) {
      stop.run();
      work.exceptionally(failure -> null).join();
    }
  }
}
