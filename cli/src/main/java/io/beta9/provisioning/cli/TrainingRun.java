package io.beta9.provisioning.cli;

import com.sun.net.httpserver.HttpServer;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The workload for which the AOT cache of the CLI is recorded: frequent commands against a server
 * that lists one environment. Started by {@code train-aot-caches}.
 */
final class TrainingRun {
  private static final String ENVIRONMENTS =
      """
      {"items": [{"environment_id": "env_000000000000", "name": "training", "status": "ready",
        "cloud": {"provider": "aws", "region": "us-east-1", "account_id": "123456789012"},
        "progress": {}, "outputs": {}, "created_by": "training",
        "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"}]}
      """;

  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("--help"),
          List.of("env", "--help"),
          List.of("env", "create", "--help"),
          List.of("env", "list"),
          List.of("env", "list", "-o", "json"),
          List.of("env", "lst"));

  private TrainingRun() {}

  public static void main(String[] args) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = ENVIRONMENTS.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            nowhere(),
            nowhere(),
            false,
            false,
            Map.of(
                "PROVISIONER_URL",
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "PROVISIONER_KEY",
                "training"),
            Path.of("").toAbsolutePath());
    for (List<String> command : COMMANDS) {
      int exitCode = Cli.ofProcess(terminal).run(command.toArray(String[]::new));
      System.out.println(String.join(" ", command) + ": " + exitCode);
    }
    System.exit(ExitCode.DONE);
  }

  private static PrintStream nowhere() {
    return new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
  }
}
