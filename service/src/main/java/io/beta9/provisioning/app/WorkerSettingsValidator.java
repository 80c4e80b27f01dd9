package io.beta9.provisioning.app;

import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.resources.catalog.ResourceDeadlines;
import io.beta9.provisioning.settings.InvalidSettingsException;
import io.beta9.provisioning.settings.OperationSettings;
import io.beta9.provisioning.settings.SettingCheck;
import io.beta9.provisioning.worker.pipeline.StepDeadlines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Validates the names in settings that only the worker's packages know. */
public final class WorkerSettingsValidator {
  private static final SettingCheck STEPS =
      new SettingCheck("STEP_DEADLINES", StepDeadlines::requireKnown);
  private static final SettingCheck RESOURCES =
      new SettingCheck("RESOURCE_DEADLINES", WorkerSettingsValidator::requireKnownResources);

  private WorkerSettingsValidator() {}

  /** Returns the checks of the settings that a worker reads. */
  public static List<SettingCheck> checks() {
    return List.of(STEPS, RESOURCES);
  }

  /**
   * Validates the names of steps and resources in settings that were read without {@link #checks}.
   *
   * @throws InvalidSettingsException if a name is unknown; names all invalid settings
   */
  static void validate(OperationSettings settings) {
    List<String> problems = new ArrayList<>();
    addProblem(problems, STEPS, settings.stepDeadlines().byName());
    addProblem(problems, RESOURCES, settings.resourceDeadlines().byName());
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
  }

  /** Returns the deadlines of the resource types. */
  static ResourceDeadlines resourceDeadlines(OperationSettings settings) {
    return ResourceDeadlines.of(ResourceCatalog.AWS, settings.resourceDeadlines().byName());
  }

  private static void requireKnownResources(Map<String, Duration> durations) {
    Objects.requireNonNull(ResourceDeadlines.of(ResourceCatalog.AWS, durations));
  }

  private static void addProblem(
      List<String> problems, SettingCheck check, Map<String, Duration> durations) {
    try {
      check.check().accept(durations);
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
  }
}
