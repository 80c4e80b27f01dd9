package io.beta9.provisioning.worker.loop;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Does the same every so often, in a thread of its own; a database that is away ends nothing. */
final class PeriodicTask implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PeriodicTask.class);

  private final Duration pause;
  private final Runnable round;
  private final Thread thread;
  private volatile boolean stopped;

  /**
   * @param name what the thread is called
   */
  PeriodicTask(String name, Duration pause, Runnable round) {
    this.pause = pause;
    this.round = round;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    while (!stopped) {
      try {
        round.run();
      } catch (DataAccessException | TransactionException e) {
        log.warn("{}: this round found no database: {}", thread.getName(), e.getMessage());
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
  }
}
