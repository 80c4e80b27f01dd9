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

/** The real Helm, as the service runs it. */
final class HelmChild {
  private final Path folder;
  private final Path kubeconfig;

  HelmChild(Path folder, Path kubeconfig) {
    this.folder = folder;
    this.kubeconfig = kubeconfig;
  }

  record Running(Process process, Path stdout) {
    JsonNode answer() throws IOException, InterruptedException {
      if (!process.waitFor(90, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("Helm does not come to an end");
      }
      List<String> lines = Files.readAllLines(stdout);
      return JsonMapper.shared().readTree(lines.getLast());
    }
  }

  JsonNode call(String action, String release, ObjectNode more) throws Exception {
    return start(action, release, more).answer();
  }

  Running start(String action, String release, ObjectNode more) throws IOException {
    ObjectNode request = more.deepCopy();
    request.put("action", action).put("release", release).put("namespace", "shop");
    request.put("kubeconfig_file", kubeconfig.toString());
    Path file = folder.resolve("request-" + UUID.randomUUID() + ".json");
    Path stdout = folder.resolve("stdout-" + UUID.randomUUID());
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
