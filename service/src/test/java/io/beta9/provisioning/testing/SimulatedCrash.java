package io.beta9.provisioning.testing;

/** The end of a process in a test. Nothing in the product may take it for an ordinary failure. */
public final class SimulatedCrash extends Error {
  SimulatedCrash(ProcessLifetime.Point point) {
    super("died after " + point, null, false, false);
  }
}
