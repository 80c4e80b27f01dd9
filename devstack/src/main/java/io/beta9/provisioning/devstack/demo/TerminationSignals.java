package io.beta9.provisioning.devstack.demo;

import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Handles SIGINT and SIGTERM by interrupting the thread that runs the command, which then closes
 * its resources in order; the shutdown hooks of the JVM would run concurrently. A second signal
 * ends the process immediately.
 */
final class TerminationSignals implements AutoCloseable {
  /** Exit code of a process ended by SIGINT, as shells report it. */
  static final int EXIT_INTERRUPTED = 130;

  private final Map<String, SignalHandler> previousHandlers = new TreeMap<>();
  private volatile boolean received;

  private TerminationSignals() {}

  static TerminationSignals interrupting(Thread running, PrintStream out) {
    TerminationSignals signals = new TerminationSignals();
    for (String name : new String[] {"INT", "TERM"}) {
      signals.previousHandlers.put(
          name,
          Signal.handle(
              new Signal(name),
              signal -> {
                if (signals.received) {
                  out.println(
                      "Exiting immediately. PostgreSQL and Redis keep running; the next start stops"
                          + " them.");
                  Runtime.getRuntime().halt(EXIT_INTERRUPTED);
                }
                signals.received = true;
                out.println();
                out.println(
                    "Stopping, up to 15 seconds. Press Ctrl-C again to exit immediately ...");
                running.interrupt();
              }));
    }
    return signals;
  }

  boolean received() {
    return received;
  }

  @Override
  public void close() {
    previousHandlers.forEach((name, handler) -> Signal.handle(new Signal(name), handler));
  }
}
