package io.beta9.provisioning.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what libraries log out of a command's output. */
public final class QuietLogs {
  private QuietLogs() {}

  /** For the rest of this process, which is a single command's. */
  public static void begin() {
    level(Level.OFF);
  }

  /** Warnings only, until the service that is about to start sets up logging as it wants it. */
  public static void untilTheServiceStarts() {
    level(Level.WARN);
  }

  private static void level(Level level) {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (factory instanceof LoggerContext context) {
      context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level);
    }
  }
}
