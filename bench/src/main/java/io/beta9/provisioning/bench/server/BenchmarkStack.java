package io.beta9.provisioning.bench.server;

import io.beta9.provisioning.devstack.servers.Ports;
import io.beta9.provisioning.devstack.stack.DevStack;
import io.beta9.provisioning.devstack.stack.ToolSettings;
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
    Map<String, String> all = new HashMap<>(ToolSettings.of(home));
    all.put("WORKDIR_BASE", folder.resolve("work").toString());
    all.put("WORKER_DRAIN_SECONDS", "5");
    all.putAll(settings);
    return DevStack.start(folder.resolve("servers"), Ports.findFree(), all);
  }
}
