package io.beta9.provisioning.bench.server;

import io.beta9.provisioning.devstack.servers.Ports;
import io.beta9.provisioning.devstack.stack.DevStack;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Starts the service in this process, with its servers and files in one directory. */
public final class BenchmarkStack {
  private BenchmarkStack() {}

  /**
   * Starts the service; the AWS endpoint is that of this process.
   *
   * @param home root of the project, for the charts and helm-runner
   */
  public static DevStack start(Path folder, Path home) {
    return start(folder, home, Map.of());
  }

  /**
   * Starts the service.
   *
   * @param settings environment variables that differ from those of all benchmarks
   */
  public static DevStack start(Path folder, Path home, Map<String, String> settings) {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "WORKDIR_BASE",
                folder.resolve("work").toString(),
                "WORKER_DRAIN_SECONDS",
                "5",
                "HELM_RUNNER_JAR",
                helmRunner(home).toString(),
                "CHARTS_DIR",
                charts(home).toString()));
    all.putAll(settings);
    return DevStack.start(folder.resolve("servers"), Ports.findFree(), all);
  }

  public static Path helmRunner(Path home) {
    return home.resolve("helm-runner/target/helm-runner.jar");
  }

  public static Path charts(Path home) {
    return home.resolve("deploy/charts");
  }
}
