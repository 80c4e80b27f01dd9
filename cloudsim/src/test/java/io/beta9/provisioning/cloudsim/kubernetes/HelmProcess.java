package io.beta9.provisioning.cloudsim.kubernetes;

import io.beta9.provisioning.helmrunner.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Runs the real Helm in a child process, as the service does. */
final class HelmProcess {
  private final Path directory;
  private final Path kubeconfig;

  private final String namespace;

  HelmProcess(Path folder, Path kubeconfig) {
    this(folder, kubeconfig, "shop");
  }

  HelmProcess(Path folder, Path kubeconfig, String namespace) {
    this.directory = folder;
    this.kubeconfig = kubeconfig;
    this.namespace = namespace;
  }

  record Running(Process process, Path stdout) {
    JsonNode awaitResponse() throws IOException, InterruptedException {
      if (!process.waitFor(90, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("Helm did not finish within 90 seconds");
      }
      List<String> lines = Files.readAllLines(stdout);
      return JsonMapper.shared().readTree(lines.getLast());
    }
  }

  JsonNode call(String action, String release, ObjectNode parameters) throws Exception {
    return start(action, release, parameters).awaitResponse();
  }

  Running start(String action, String release, ObjectNode parameters) throws IOException {
    ObjectNode request = parameters.deepCopy();
    request.put("action", action).put("release", release).put("namespace", namespace);
    request.put("kubeconfig_file", kubeconfig.toString());
    Path file = directory.resolve("request-" + UUID.randomUUID() + ".json");
    Path stdout = directory.resolve("stdout-" + UUID.randomUUID());
    Files.writeString(file, request.toString());
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                file.toString())
            .redirectOutput(stdout.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new Running(process, stdout);
  }
}
