package io.beta9.provisioning.app;

import io.beta9.provisioning.aws.session.AwsOptions;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.resources.catalog.ResourceDeadlines;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.terraform.run.TerraformOptions;
import io.beta9.provisioning.worker.pipeline.StepDeadlines;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** Settings that only the parts of a worker can read, looked at before anything starts. */
final class WorkerSettingsValidator {
  private WorkerSettingsValidator() {}

  /**
   * Looks at all of them.
   *
   * @throws Settings.InvalidSettingsException which names every one that is wrong
   */
  static void check(Settings settings) {
    List<String> problems = new ArrayList<>();
    look(problems, () -> new StepDeadlines(settings.worker().stepDeadlines()));
    look(problems, WorkerSettingsValidator::terraformOptions);
    look(problems, AwsOptions::fromProcess);
    if (!problems.isEmpty()) {
      throw new Settings.InvalidSettingsException(problems);
    }
  }

  /** Returns the options of Terraform, with the deadlines of the resource types. */
  static TerraformOptions terraformOptions() {
    TerraformOptions options = TerraformOptions.fromProcess();
    return options.withResourceDeadlines(
        ResourceDeadlines.fromEnvironment(ResourceCatalog.AWS, options.environment()));
  }

  /** The same for one that is only known when it is used. */
  static <T> T valid(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException e) {
      throw new Settings.InvalidSettingsException(List.of(String.valueOf(e.getMessage())));
    }
  }

  private static void look(List<String> problems, Supplier<?> reading) {
    try {
      Objects.requireNonNull(reading.get());
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
  }
}
