package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.environment.StoredJson;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventLog;
import io.beta9.provisioning.worker.role.EnvironmentRecord;
import io.beta9.provisioning.worker.role.StepLog;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The version of the images from which users' images are built. Upstream moves the tags of the
 * newest one, so the version is determined once and stored with the environment: later operations
 * use the same, until the version of the gateway changes or the meta-config names one.
 */
final class RunnerPin {
  /** The output with the version. */
  static final String VERSION_OUTPUT = "beta9_runner_version";

  /** The output with the version of the gateway for which it was determined. */
  static final String GATEWAY_OUTPUT = "beta9_runner_gateway";

  private static final Pattern VERSION = Pattern.compile("[0-9]+(\\.[0-9]+){1,3}");

  private RunnerPin() {}

  /** Returns the model with the version that is stored; the same model if none is. */
  static InfraModel applied(InfraModel model, StoredJson outputs) {
    return needsNone(model)
        ? model
        : stored(model, outputs.toTree()).map(model::withRunner).orElse(model);
  }

  /**
   * Determines and stores the version, unless the meta-config names one or it is stored. Never
   * fails: without a version, the tags of the newest images are used.
   *
   * @param newest returns the newest version; empty if it cannot be determined
   */
  static void ensure(
      InfraModel model,
      EnvironmentRecord environment,
      Supplier<Optional<String>> newest,
      EventLog events,
      StepLog log) {
    if (needsNone(model) || stored(model, environment.current().outputs().toTree()).isPresent()) {
      return;
    }
    Optional<String> found = newest.get().filter(version -> VERSION.matcher(version).matches());
    if (found.isEmpty()) {
      log.append(
          "kubernetes",
          "the versions of the runner images cannot be read from public.ecr.aws: users' images are"
              + " built from the tags ending in -"
              + model.beta9().runner()
              + ", which upstream moves; beta9.runner_version pins them");
      return;
    }
    environment.mergeOutputs(
        JsonNodeFactory.instance
            .objectNode()
            .put(VERSION_OUTPUT, found.get())
            .put(GATEWAY_OUTPUT, model.beta9().gatewayVersion()));
    events.append(new EventData.RunnerImagesPinned(found.get()));
  }

  /** A mirror may lack the tags of the public registry. */
  private static boolean needsNone(InfraModel model) {
    return model.beta9().runnerVersion() != null || model.beta9().imageRegistry() != null;
  }

  private static Optional<String> stored(InfraModel model, JsonNode outputs) {
    String version = outputs.path(VERSION_OUTPUT).asString("");
    return VERSION.matcher(version).matches()
            && outputs.path(GATEWAY_OUTPUT).asString("").equals(model.beta9().gatewayVersion())
        ? Optional.of(version)
        : Optional.empty();
  }
}
