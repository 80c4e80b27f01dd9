package io.beta9.provisioning.network;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Logs when a server becomes unavailable or never was available, why, and when it is available
 * again: one line for each change, however often a connection is attempted. Thread-safe.
 */
public final class OutageLog {
  private final Logger log;
  private final String outage;
  private final String recovery;
  private @Nullable ConnectionProblem current;

  /**
   * @param outage what an outage means, as the beginning of a line: "Redis is unavailable"
   * @param recovery the line for its end
   */
  public OutageLog(Logger log, String outage, String recovery) {
    this.log = log;
    this.outage = outage;
    this.recovery = recovery;
  }

  /** Records that a connection could not be opened or was lost. */
  public void failed(Throwable cause) {
    Throwable innermost = cause;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    failed(ConnectionProblem.of(cause), String.valueOf(innermost.getMessage()));
  }

  /** Records a problem that no exception reports. */
  public void failed(ConnectionProblem problem) {
    failed(problem, "");
  }

  private synchronized void failed(ConnectionProblem problem, String message) {
    if (problem != current) {
      current = problem;
      log.warn(
          "{}: {}{}", outage, problem.description(), message.isEmpty() ? "" : " (" + message + ")");
    }
  }

  /** Records that the server could be used. */
  public synchronized void succeeded() {
    if (current != null) {
      current = null;
      log.info(recovery);
    }
  }

  /**
   * Returns why the server is unavailable; empty if the last attempt succeeded or there is none.
   */
  public synchronized Optional<ConnectionProblem> problem() {
    return Optional.ofNullable(current);
  }
}
