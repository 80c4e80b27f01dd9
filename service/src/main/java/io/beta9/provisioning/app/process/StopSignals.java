package io.beta9.provisioning.app.process;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * Handles SIGTERM, SIGINT and SIGHUP: the first signal stops the service gracefully, the next ones
 * make it stop without waiting. The JVM's shutdown hooks could not distinguish them, because they
 * run once.
 */
public final class StopSignals {
  private static final Logger log = LoggerFactory.getLogger(StopSignals.class);
  private static final List<String> NAMES = List.of("TERM", "INT", "HUP");

  private final Runnable stop;
  private final Runnable stopNow;
  private boolean stopping;

  /**
   * @param stop stops the service gracefully; called once, on a thread of its own
   * @param stopNow makes a running stop end without waiting; must not block
   */
  public StopSignals(Runnable stop, Runnable stopNow) {
    this.stop = stop;
    this.stopNow = stopNow;
  }

  /** Installs the handlers. */
  public void install() {
    for (String name : NAMES) {
      Signal.handle(new Signal(name), signal -> received(signal.getName()));
    }
  }

  /** Handles one signal. */
  synchronized void received(String name) {
    if (stopping) {
      log.warn("Received SIG{} again; exiting without waiting for running operations", name);
      stopNow.run();
      return;
    }
    stopping = true;
    log.info("Received SIG{}; stopping. Send it again to stop without waiting", name);
    Thread.ofPlatform().name("stop").start(stop);
  }
}
