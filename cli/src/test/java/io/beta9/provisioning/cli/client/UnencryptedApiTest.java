package io.beta9.provisioning.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as a process whose JDK has unusable certificates. */
class UnencryptedApiTest {
  @TempDir Path directory;

  private HttpServer api;

  @BeforeEach
  void start() throws IOException {
    api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.createContext(
        "/api/v1/environments",
        exchange -> {
          byte[] body = "{\"items\": []}".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    api.start();
  }

  @AfterEach
  void stop() {
    api.stop(0);
  }

  /** They are a sixth of the CPU time of this command. */
  @Test
  void certificates_are_not_read_for_an_api_without_tls() throws Exception {
    Path certificates = Files.writeString(directory.resolve("cacerts"), "none");
    ProcessBuilder command =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djavax.net.ssl.trustStore=" + certificates,
                "-cp",
                System.getProperty("java.class.path"),
                "io.beta9.provisioning.cli.Main",
                "env",
                "list")
            .directory(directory.toFile())
            .redirectErrorStream(true);
    command
        .environment()
        .putAll(
            Map.of(
                "PROVISIONER_URL",
                "http://127.0.0.1:" + api.getAddress().getPort(),
                "PROVISIONER_KEY",
                "key"));

    Process process = command.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(output).contains("No environments");
    assertThat(process.waitFor()).isZero();
  }
}
