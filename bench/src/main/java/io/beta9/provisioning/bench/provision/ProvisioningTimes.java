package io.beta9.provisioning.bench.provision;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long an environment took to provision.
 *
 * @param seconds until the smoke test had succeeded
 * @param untilHelm seconds until Helm had installed Beta9 and its workloads were ready
 * @param phases seconds of each phase, in the order of their start; those of the service may
 *     overlap
 */
record ProvisioningTimes(double seconds, double untilHelm, Map<String, Double> phases) {

  /** Measures phases that follow one another. */
  static final class Stopwatch {
    private final long start = System.nanoTime();
    private final Map<String, Double> phases = new LinkedHashMap<>();
    private double untilHelm;

    /** What happens in a phase. */
    @FunctionalInterface
    interface PhaseAction {
      void run() throws java.io.IOException, InterruptedException;
    }

    void phase(String name, PhaseAction action) throws java.io.IOException, InterruptedException {
      long begin = System.nanoTime();
      action.run();
      phases.put(name, since(begin));
    }

    /** Records that Beta9 is installed. */
    void helmReturned() {
      untilHelm = since(start);
    }

    ProvisioningTimes stop() {
      return new ProvisioningTimes(since(start), untilHelm, phases);
    }
  }

  /** Returns the seconds since a value of {@link System#nanoTime}, with a precision of 10 ms. */
  static double since(long nanos) {
    return rounded((System.nanoTime() - nanos) / 1e9);
  }

  static double rounded(double seconds) {
    return Math.round(seconds * 100) / 100.0;
  }
}
