package io.beta9.provisioning.helmrunner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParentProcessMonitorTest {
  @TempDir Path folder;

  @Test
  void exits_when_its_parent_exits_even_during_a_call() throws Exception {
    // An API server that accepts connections and never responds.
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Process parent =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  "\"$@\" >/dev/null & echo $!; wait",
                  "sh",
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Main.class.getName(),
                  request(silent.getLocalPort()).toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      ProcessHandle child = child(parent);
      try {
        silent.accept();
        assertThat(child.isAlive()).isTrue();
        parent.destroyForcibly().waitFor();
        child.onExit().get(60, TimeUnit.SECONDS);
      } finally {
        parent.destroyForcibly();
        child.destroyForcibly();
      }
    }
  }

  private static ProcessHandle child(Process parent) throws IOException {
    BufferedReader out = parent.inputReader();
    Optional<ProcessHandle> child = ProcessHandle.of(Long.parseLong(out.readLine()));
    return child.orElseThrow();
  }

  private Path request(int port) throws IOException {
    Path kubeconfig =
        Files.writeString(
            folder.resolve("kubeconfig"),
            """
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
            contexts: [{name: c, context: {cluster: c, user: u}}]
            current-context: c
            users: [{name: u, user: {}}]
            """
                .formatted(port));
    return Files.writeString(
        folder.resolve("request.json"),
        """
        {"action": "list", "namespace": "x", "kubeconfig_file": "%s"}
        """
            .formatted(kubeconfig));
  }
}
