package io.beta9.provisioning.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The measured starts of one program. */
final class StartupMeasurements {

  /**
   * One start.
   *
   * @param cpuSeconds processor time of all threads of the process
   */
  record Measurement(double wallSeconds, double cpuSeconds) {}

  private final List<Measurement> measurements = new ArrayList<>();

  void add(Measurement measurement) {
    measurements.add(measurement);
  }

  /** Returns the median of the wall-clock times. */
  double wallSeconds() {
    return median(Measurement::wallSeconds);
  }

  /** Returns the median of the CPU times. */
  double cpuSeconds() {
    return median(Measurement::cpuSeconds);
  }

  private double median(ToDoubleFunction<Measurement> value) {
    double[] sorted = measurements.stream().mapToDouble(value).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return Math.round(median * 1000) / 1000.0;
  }
}
