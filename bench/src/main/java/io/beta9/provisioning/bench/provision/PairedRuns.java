package io.beta9.provisioning.bench.provision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * Pairs of runs, one of the service and one by hand shortly before or after it. The ratio of a pair
 * is insensitive to slow changes of the machine's load, and the median of the ratios to single
 * disturbed runs.
 */
final class PairedRuns {
  private final List<ProvisioningTimes> service = new ArrayList<>();
  private final List<ProvisioningTimes> manual = new ArrayList<>();

  void add(ProvisioningTimes ofService, ProvisioningTimes byHand) {
    service.add(ofService);
    manual.add(byHand);
  }

  Map<String, Object> report() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("ratio", thousandths(median(ratios(ProvisioningTimes::seconds))));
    report.put("seconds_service", median(service, ProvisioningTimes::seconds));
    report.put("seconds_manual", median(manual, ProvisioningTimes::seconds));
    report.put("ratio_until_helm", thousandths(median(ratios(ProvisioningTimes::untilHelm))));
    report.put("seconds_until_helm_service", median(service, ProvisioningTimes::untilHelm));
    report.put("seconds_until_helm_manual", median(manual, ProvisioningTimes::untilHelm));
    report.put(
        "ratios",
        Arrays.stream(ratios(ProvisioningTimes::seconds))
            .mapToObj(PairedRuns::thousandths)
            .toList());
    report.put("phases_service", phases(service));
    report.put("phases_manual", phases(manual));
    return report;
  }

  private double[] ratios(ToDoubleFunction<ProvisioningTimes> seconds) {
    double[] ratios = new double[service.size()];
    for (int pair = 0; pair < ratios.length; pair++) {
      ratios[pair] =
          seconds.applyAsDouble(service.get(pair)) / seconds.applyAsDouble(manual.get(pair));
    }
    return ratios;
  }

  private static Map<String, Double> phases(List<ProvisioningTimes> runs) {
    Map<String, Double> medians = new LinkedHashMap<>();
    for (String phase : runs.getFirst().phases().keySet()) {
      medians.put(
          phase,
          ProvisioningTimes.rounded(
              median(
                  runs.stream()
                      .map(run -> run.phases().get(phase))
                      .filter(Objects::nonNull)
                      .mapToDouble(Double::doubleValue)
                      .toArray())));
    }
    return medians;
  }

  private static double median(
      List<ProvisioningTimes> runs, ToDoubleFunction<ProvisioningTimes> seconds) {
    return ProvisioningTimes.rounded(median(runs.stream().mapToDouble(seconds).toArray()));
  }

  /** Returns the median; the mean of the two middle values if their number is even. */
  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static double thousandths(double ratio) {
    return Math.round(ratio * 1000) / 1000.0;
  }
}
