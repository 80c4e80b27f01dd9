package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.operation.StepName;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The maximum duration of each step; overridden by the setting {@code STEP_DEADLINES}. */
public final class StepDeadlines {
  public static final StepDeadlines STANDARD = new StepDeadlines(Map.of());

  private static final Duration DEFAULT = Duration.ofMinutes(5);

  private final Map<StepName, Duration> overrides = new EnumMap<>(StepName.class);

  /**
   * @param overrides durations by step code, for example {@code cluster-uninstall}; the other steps
   *     keep their standard
   * @throws IllegalArgumentException if a key is not the code of a step
   */
  public StepDeadlines(Map<String, Duration> overrides) {
    overrides.forEach((code, duration) -> this.overrides.put(parse(code), duration));
  }

  /**
   * Checks the names of steps.
   *
   * @throws IllegalArgumentException if a key is not the code of a step; the message begins with
   *     the name of the setting
   */
  public static void requireKnown(Map<String, Duration> overrides) {
    overrides.keySet().forEach(code -> Objects.requireNonNull(parse(code)));
  }

  private static StepName parse(String code) {
    return Arrays.stream(StepName.values())
        .filter(step -> step.code().equals(code))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "STEP_DEADLINES: '"
                        + code
                        + "' is not a step; the steps are "
                        + Arrays.stream(StepName.values())
                            .map(StepName::code)
                            .collect(Collectors.joining(", "))));
  }

  public Duration of(StepName step) {
    Duration override = overrides.get(step);
    return override == null ? standard(step) : override;
  }

  private static Duration standard(StepName step) {
    return switch (step) {
      case APPLY, DESTROY, REPLACE_NODES -> Duration.ofMinutes(90);
      // Includes waiting for resources of an interrupted run, such as a database.
      case RECOVER, PLAN -> Duration.ofMinutes(60);
      // Includes nodes that are started for a build and a sandbox.
      case CHECK -> Duration.ofMinutes(50);
      // A customer may have to create a record.
      case CERTIFICATE -> Duration.ofMinutes(60);
      // EKS needs some minutes, up to half an hour, for a change of the endpoint.
      case OPEN_ENDPOINT, CLOSE_ENDPOINT -> Duration.ofMinutes(30);
      case NODES, BASELINE, BETA9, EXPOSE, CLUSTER_UNINSTALL, SWEEP -> Duration.ofMinutes(20);
      case PREFLIGHT, STATE_BACKEND, SECRETS, STACK, INIT, OUTPUTS, CLUSTER_ACCESS, CLAIM ->
          DEFAULT;
    };
  }
}
