package io.beta9.provisioning.testing;

/** The crash of a simulated process. The product must not handle it as a failure. */
public final class SimulatedCrash extends Error {
  SimulatedCrash(ProcessLifetime.Point point) {
    super("crashed after " + point, null, false, false);
  }
}
