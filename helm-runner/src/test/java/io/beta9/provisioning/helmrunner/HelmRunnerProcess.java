package io.beta9.provisioning.helmrunner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs the program in a child process, as the service does, with the real library. */
record HelmRunnerProcess(Path folder) {

  record Result(int exitCode, JsonNode response) {}

  Result run(String request) throws IOException, InterruptedException {
    return run(request, System.getProperty("java.class.path"));
  }

  Result run(String request, String classPath) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("request.json"), request);
    Path stdout = folder.resolve("stdout");
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")),
                "-cp",
                classPath,
                Main.class.getName(),
                file.toString())
            .redirectOutput(stdout.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    List<String> lines = Files.readAllLines(stdout);
    return new Result(process.exitValue(), JsonMapper.shared().readTree(lines.getLast()));
  }
}
