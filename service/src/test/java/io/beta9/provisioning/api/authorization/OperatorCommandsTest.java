package io.beta9.provisioning.api.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
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

/** Commands of an operator for environments of another tenant. */
class OperatorCommandsTest {
  private static Service service;
  private static String operator;
  private static String member;
  private static String stranger;
  private static String id;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeAll
  static void start() {
    service = RunningApi.start();
    operator = key("platform", Role.OPERATOR);
    member = key("acme", Role.MEMBER);
    stranger = key("globex", Role.ADMIN);
    RegisteredAccounts.verified(service.part(JdbcClient.class), "acme");
    OperatorCommandsTest test = new OperatorCommandsTest();
    assertThat(test.run(member, "env", "create", "-f", "examples/small.yaml"))
        .as(test.err())
        .isZero();
    id = test.out().substring(0, test.out().indexOf(' '));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static String key(String tenant, Role role) {
    return service
        .part(ApiKeyRepository.class)
        .create(new TenantId(tenant), "test", role)
        .secret()
        .text();
  }

  private int run(String key, String... args) {
    out.reset();
    err.reset();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
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
  void an_id_is_found_in_every_tenant_and_a_name_in_one() {
    for (String command : new String[] {"get", "events", "logs", "diagnose"}) {
      assertThat(run(operator, "env", command, id)).as(command + err()).isZero();
      assertThat(run(operator, "env", command, "demo", "--tenant", "acme"))
          .as(command + err())
          .isZero();
      assertThat(run(operator, "env", command, "demo")).as(command).isEqualTo(ExitCode.NOT_FOUND);
      assertThat(run(operator, "env", command, id, "--tenant", "platform"))
          .as(command)
          .isEqualTo(ExitCode.NOT_FOUND);
    }
  }

  @Test
  void lists_contain_one_tenant_or_all() {
    assertThat(run(operator, "env", "list")).isZero();
    assertThat(out()).doesNotContain(id);
    assertThat(run(operator, "env", "list", "--tenant", "acme")).isZero();
    assertThat(out()).contains(id);
    assertThat(run(operator, "env", "list", "--all-tenants")).isZero();
    assertThat(out()).contains("TENANT").contains("acme").contains(id);
    assertThat(run(operator, "env", "list", "--all-tenants", "-o", "json")).isZero();
    assertThat(out()).contains("\"tenant\": \"acme\"");
    assertThat(run(operator, "audit", "list", "--all-tenants")).isZero();
    assertThat(run(operator, "state", "prune", "--all", "--all-tenants", "--dry-run"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err()).as("it reaches the environment, whose account it cannot enter").contains(id);
  }

  @Test
  void an_operation_of_another_tenant_is_requested_by_id_or_with_the_tenant() {
    assertThat(run(operator, "env", "retry", id)).isEqualTo(ExitCode.REFUSED);
    assertThat(run(operator, "env", "retry", "demo", "--tenant", "acme"))
        .isEqualTo(ExitCode.REFUSED);
    assertThat(err()).doesNotContain("does not exist");
  }

  @Test
  void a_caller_of_a_tenant_names_no_other_one() {
    assertThat(run(stranger, "env", "list", "--tenant", "acme")).isNotZero();
    assertThat(err()).contains("belongs to another tenant than 'acme'");
    assertThat(run(stranger, "env", "list", "--all-tenants")).isNotZero();
    assertThat(run(stranger, "env", "get", id)).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(run(member, "env", "get", "demo", "--tenant", "acme")).isZero();
  }

  @Test
  void an_operator_manages_neither_keys_nor_accounts() {
    assertThat(run(operator, "keys", "list")).isNotZero();
    assertThat(err()).contains("requires the permission key-manage");
    assertThat(run(operator, "accounts", "list", "--tenant", "acme")).isNotZero();
    assertThat(run(operator, "state", "show", id, "--raw")).isNotZero();
  }

  @Test
  void an_unknown_tenant_is_reported() {
    assertThat(run(operator, "env", "list", "--tenant", "acmee")).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(err()).contains("no tenant 'acmee'");
  }
}
