package io.beta9.provisioning.bench.scale;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A distribution of measured values. */
record Distribution(List<Double> sorted) {
  static Distribution of(List<Double> values) {
    return new Distribution(values.stream().sorted().toList());
  }

  /** Returns a percentile by the nearest rank; 0 if there are no values. */
  double percentile(double percent) {
    if (sorted.isEmpty()) {
      return 0;
    }
    int rank = (int) Math.ceil(percent / 100 * sorted.size());
    return sorted.get(Math.max(rank, 1) - 1);
  }

  double mean() {
    return sorted.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }

  Map<String, Object> report() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("p50", tenths(percentile(50)));
    report.put("p99", tenths(percentile(99)));
    report.put("max", tenths(percentile(100)));
    return report;
  }

  static double tenths(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
