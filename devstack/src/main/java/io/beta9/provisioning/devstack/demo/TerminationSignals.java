package io.beta9.provisioning.devstack.demo;

import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ctrl-C as an order to put everything away: the thread that runs the command is interrupted, and
 * closes what it has opened in the right order, which the JVM's own shutdown would not. A second
 * one ends the process at once.
 */
final class TerminationSignals implements AutoCloseable {
  private static final int EXIT_INTERRUPTED = 130;

  private final Map<String, SignalHandler> previousHandlers = new TreeMap<>();
  private volatile boolean received;

  private TerminationSignals() {}

  static TerminationSignals interrupting(Thread running, PrintStream out) {
    TerminationSignals ending = new TerminationSignals();
    for (String name : new String[] {"INT", "TERM"}) {
      ending.previousHandlers.put(
          name,
          Signal.handle(
              new Signal(name),
              signal -> {
                if (ending.received) {
                  Runtime.getRuntime().halt(EXIT_INTERRUPTED);
                }
                ending.received = true;
                out.println();
                out.println("Stopping; what is under way goes on at the next start ...");
                running.interrupt();
              }));
    }
    return ending;
  }

  boolean received() {
    return received;
  }

  @Override
  public void close() {
    previousHandlers.forEach((name, handler) -> Signal.handle(new Signal(name), handler));
  }
}
