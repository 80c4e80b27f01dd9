package io.beta9.provisioning.worker.pipeline;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** How long each step may take: {@code STEP_DEADLINES}. */
public final class StepDeadlines {
  public static final StepDeadlines STANDARD = new StepDeadlines(Map.of());

  private static final Duration MOST = Duration.ofMinutes(5);

  private final Map<StepName, Duration> set = new EnumMap<>(StepName.class);

  /**
   * @param set lengths by the step's code, for example {@code cluster-uninstall}; the others keep
   *     their standard
   * @throws IllegalArgumentException where one is no step
   */
  public StepDeadlines(Map<String, Duration> set) {
    set.forEach((code, length) -> this.set.put(named(code), length));
  }

  private static StepName named(String code) {
    return Arrays.stream(StepName.values())
        .filter(step -> step.code().equals(code))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "STEP_DEADLINES: '"
                        + code
                        + "' is no step; there are "
                        + Arrays.stream(StepName.values())
                            .map(StepName::code)
                            .collect(Collectors.joining(", "))));
  }

  Duration of(StepName step) {
    Duration given = set.get(step);
    return given == null ? standard(step) : given;
  }

  private static Duration standard(StepName step) {
    return switch (step) {
      case APPLY, DESTROY -> Duration.ofMinutes(90);
      // What an interrupted run had begun is waited for, and a database takes its time.
      case RECOVER, PLAN -> Duration.ofMinutes(60);
      case NODES, BASELINE, BETA9, EXPOSE, CHECK, CLUSTER_UNINSTALL, SWEEP ->
          Duration.ofMinutes(20);
      case PREFLIGHT, STATE_BACKEND, SECRETS, STACK, INIT, OUTPUTS, CLUSTER_ACCESS, CLAIM -> MOST;
    };
  }
}
