package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.cli.Cli;
import io.beta9.provisioning.cli.terminal.Terminal;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.RunningApi;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Checks that CLI and API agree; the CLI's own behaviour is tested in its module. */
class CliAgainstTheApiTest {
  private static Service service;
  private static String key;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeAll
  static void start() {
    service = RunningApi.start();
    key = service.part(ApiKeyRepository.class).create(new TenantId("acme"), "test").secret().text();
    RegisteredAccounts.verified(service.part(JdbcClient.class), "acme");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private int run(String... args) {
    out.reset();
    err.reset();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream("name: Demo\n".getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            Map.of("PROVISIONER_URL", "http://127.0.0.1:" + service.port(), "PROVISIONER_KEY", key),
            Path.of("..").toAbsolutePath().normalize());
    return Cli.ofProcess(terminal).run(args);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void creates_shows_and_refuses_as_the_api_does() {
    assertThat(run("env", "create", "-f", "examples/small.yaml")).as(err()).isZero();
    String id = out().substring(0, out().indexOf(' '));

    assertThat(run("env", "get", "demo")).isZero();
    assertThat(out())
        .contains(id)
        .contains("status        queued")
        .contains("system nodes  2 to 3 m6i.large")
        .contains("postgres      db.t4g.medium");
    assertThat(run("env", "list", "--status", "queued", "--region", "us-east-1")).isZero();
    assertThat(out()).contains(id);
    assertThat(run("env", "events", "demo")).isZero();
    assertThat(out()).contains("requested");
    assertThat(run("env", "diagnose", "demo")).as(err()).isZero();
    assertThat(out())
        .contains("state lock", "Queued, and no worker accepts operations.")
        .contains("  ./provisioner worker");
    assertThat(run("env", "update", "demo", "-f", "examples/small.yaml", "--dry-run"))
        .isEqualTo(ExitCode.REFUSED);
    assertThat(run("env", "kubeconfig", "demo")).isEqualTo(ExitCode.REFUSED);
    assertThat(err()).contains("its cluster is not created");
    assertThat(run("env", "destroy", "demo", "--force")).isEqualTo(ExitCode.WRONG_USE);
    assertThat(run("env", "destroy", "demo", "--force", "--dry-run")).isZero();
    assertThat(out()).contains("end provision", "list what is left");
    assertThat(run("env", "destroy", "demo", "--force", "--confirm", "other", "--reason", "a test"))
        .isEqualTo(ExitCode.WRONG_USE);
    assertThat(run("env", "logs", id)).isZero();
    assertThat(run("env", "create", "-f", "examples/small.yaml")).isEqualTo(ExitCode.REFUSED);
    assertThat(run("env", "retry", id)).isEqualTo(ExitCode.REFUSED);
    assertThat(err()).startsWith("error: ");
  }

  @Test
  void distinguishes_invalid_requests_from_unknown_environments() {
    assertThat(run("env", "create", "-f", "-")).isEqualTo(ExitCode.WRONG_USE);
    assertThat(err())
        .contains("  name: 'Demo' must contain only lower-case letters, digits and hyphens")
        .contains("  cloud: is missing");
    assertThat(run("env", "get", "env_000000000000")).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(run("env", "list", "--status", "sleepy")).isEqualTo(ExitCode.WRONG_USE);
  }
}
