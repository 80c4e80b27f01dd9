package io.beta9.provisioning.command;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets the log level of a process that runs a command, so that logs do not mix with its output. */
public final class CommandLogging {
  private CommandLogging() {}

  /** Disables logging for the rest of this process. */
  public static void disable() {
    level(Level.OFF);
  }

  /** Logs warnings only, until the service configures logging when it starts. */
  public static void warningsUntilServiceStarts() {
    level(Level.WARN);
  }

  private static void level(Level level) {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (factory instanceof LoggerContext context) {
      context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level);
    }
  }
}
