package io.beta9.provisioning.devstack.stack;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The settings that locate helm-runner and the charts, as {@code ./provisioner} sets them. */
public final class ToolSettings {
  private ToolSettings() {}

  /**
   * Returns the settings of this process, or otherwise those of what this project has built.
   *
   * @param project root of the project
   */
  public static Map<String, String> of(Path project) {
    Distribution distribution = Distribution.ofProject(project);
    Map<String, String> settings = new HashMap<>();
    settings.put("HELM_RUNNER_JAR", distribution.helmRunnerJar().toString());
    settings.put("HELM_RUNNER_AOT_CACHE", distribution.aotCache("helm-runner").toString());
    settings.put("CHARTS_DIR", project.resolve("deploy/charts").toString());
    settings.replaceAll(
        (name, built) -> {
          String set = System.getenv(name);
          return set == null || set.isBlank() ? built : set;
        });
    return settings;
  }
}
