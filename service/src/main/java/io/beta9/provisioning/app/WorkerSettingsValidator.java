package io.beta9.provisioning.app;

import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.resources.catalog.ResourceDeadlines;
import io.beta9.provisioning.settings.InvalidSettingsException;
import io.beta9.provisioning.settings.OperationSettings;
import io.beta9.provisioning.worker.pipeline.StepDeadlines;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** Validates the names in settings that only the worker's packages know, before it starts. */
final class WorkerSettingsValidator {
  private WorkerSettingsValidator() {}

  /**
   * Validates the names of steps and resources.
   *
   * @throws InvalidSettingsException if a name is unknown; names all invalid settings
   */
  static void validate(OperationSettings settings) {
    List<String> problems = new ArrayList<>();
    addProblem(problems, () -> new StepDeadlines(settings.stepDeadlines().byName()));
    addProblem(problems, () -> resourceDeadlines(settings));
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
  }

  /** Returns the deadlines of the resource types. */
  static ResourceDeadlines resourceDeadlines(OperationSettings settings) {
    return ResourceDeadlines.of(ResourceCatalog.AWS, settings.resourceDeadlines().byName());
  }

  private static void addProblem(List<String> problems, Supplier<?> validation) {
    try {
      Objects.requireNonNull(validation.get());
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
  }
}
