package io.beta9.provisioning.app;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * SIGTERM, SIGINT and SIGHUP. The first one stops the service in its own time, the next one hurries
 * it. The JVM's shutdown hooks would run once and hear nothing more, so the signals are taken
 * before they get there.
 */
public final class StopSignals {
  private static final Logger log = LoggerFactory.getLogger(StopSignals.class);
  private static final List<String> NAMES = List.of("TERM", "INT", "HUP");

  private final Runnable stop;
  private final Runnable hurry;
  private boolean stopping;

  /**
   * @param stop may take as long as it has to; called once
   * @param hurry must return at once
   */
  public StopSignals(Runnable stop, Runnable hurry) {
    this.stop = stop;
    this.hurry = hurry;
  }

  /** From now on they are heard here. */
  public void listen() {
    for (String name : NAMES) {
      Signal.handle(new Signal(name), signal -> heard(signal.getName()));
    }
  }

  /** Takes in one signal. */
  synchronized void heard(String name) {
    if (stopping) {
      log.warn("SIG{} again: what is under way is left as it is", name);
      hurry.run();
      return;
    }
    stopping = true;
    log.info("SIG{}: stopping; once more to stop without waiting", name);
    Thread.ofPlatform().name("stop").start(stop);
  }
}
