package io.beta9.provisioning.devstack;

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
final class Ending implements AutoCloseable {
  private static final int INTERRUPTED = 130;

  private final Map<String, SignalHandler> before = new TreeMap<>();
  private volatile boolean asked;

  private Ending() {}

  static Ending interrupts(Thread running, PrintStream out) {
    Ending ending = new Ending();
    for (String name : new String[] {"INT", "TERM"}) {
      ending.before.put(
          name,
          Signal.handle(
              new Signal(name),
              signal -> {
                if (ending.asked) {
                  Runtime.getRuntime().halt(INTERRUPTED);
                }
                ending.asked = true;
                out.println();
                out.println("Stopping; what is under way goes on at the next start ...");
                running.interrupt();
              }));
    }
    return ending;
  }

  boolean asked() {
    return asked;
  }

  @Override
  public void close() {
    before.forEach((name, handler) -> Signal.handle(new Signal(name), handler));
  }
}
