package io.beta9.provisioning.command;

import io.beta9.provisioning.format.DurationFormat;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Prints what a command is doing if it takes longer than a second, and again every ten seconds, so
 * that no command is silent.
 *
 * @param print receives the lines
 * @param timer calls the notice while the work is executed
 */
record ProgressNotice(Consumer<String> print, NoticeTimer timer) {
  static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration INTERVAL = Duration.ofSeconds(10);

  /** Calls a task repeatedly. */
  @FunctionalInterface
  interface NoticeTimer {
    /** Returns the end of the calls; the task is not called after it has been closed. */
    Running start(Duration first, Duration interval, Runnable task);

    /** Calls that have not ended. */
    interface Running extends AutoCloseable {
      @Override
      void close();
    }
  }

  /** Prints notices from a thread of their own. */
  ProgressNotice(Consumer<String> print) {
    this(print, ProgressNotice::onThread);
  }

  /**
   * Executes work, and returns its result.
   *
   * @param activity what is being done, for each line
   */
  <T> T during(Supplier<String> activity, Supplier<T> work) {
    Lines lines = new Lines(activity);
    try (NoticeTimer.Running _ = timer.start(FIRST, INTERVAL, lines::next)) {
      return work.get();
    }
  }

  private final class Lines {
    private final Supplier<String> activity;
    private Duration elapsed = Duration.ZERO;

    Lines(Supplier<String> activity) {
      this.activity = activity;
    }

    void next() {
      print.accept(
          activity.get() + (elapsed.isZero() ? " ..." : " ... " + DurationFormat.words(elapsed)));
      elapsed = elapsed.plus(INTERVAL);
    }
  }

  private static NoticeTimer.Running onThread(Duration first, Duration interval, Runnable task) {
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("progress").factory());
    Object order = new Object();
    Future<?> unused =
        executor.scheduleAtFixedRate(
            () -> {
              synchronized (order) {
                if (!executor.isShutdown()) {
                  task.run();
                }
              }
            },
            first.toMillis(),
            interval.toMillis(),
            TimeUnit.MILLISECONDS);
    return () -> {
      // A line that is being printed is complete before the result of the command.
      synchronized (order) {
        executor.shutdownNow();
      }
    };
  }
}
