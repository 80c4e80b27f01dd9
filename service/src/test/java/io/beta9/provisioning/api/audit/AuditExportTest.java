package io.beta9.provisioning.api.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.AuditHeadExport;
import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.app.job.AuditHeadsJob;
import io.beta9.provisioning.cli.Cli;
import io.beta9.provisioning.cli.terminal.Terminal;
import io.beta9.provisioning.testing.RunningApi;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code audit export}, {@code audit head} and {@code audit verify} over the API. */
class AuditExportTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private KeyPair signing;
  private Service service;
  private JdbcClient jdbc;
  private String tenant;
  private String operator;

  @BeforeEach
  void start() throws Exception {
    signing = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    service =
        RunningApi.start(
            Map.of("AUDIT_SIGNING_KEY", pem("PRIVATE", signing.getPrivate().getEncoded())));
    jdbc = service.part(JdbcClient.class);
    ApiKeyRepository keys = service.part(ApiKeyRepository.class);
    tenant = keys.create(new TenantId("acme"), "ann").secret().text();
    operator = keys.create(new TenantId("ops"), "on-call", Role.OPERATOR).secret().text();
    record("acme", "größe \u0007 ‮ \"quoted\"\nsecond line");
    record("acme", null);
    record("other", "x");
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private void record(String name, String detail) {
    service
        .part(AuditRepository.class)
        .recordDone(
            new Caller(new TenantId(name), "key_1", "ann"),
            new AuditAction("env.retry", null, null, detail));
  }

  private static String pem(String kind, byte[] key) {
    return "-----BEGIN %s KEY-----\n%s\n-----END %s KEY-----\n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(key), kind);
  }

  private int run(String key, String... args) {
    out.reset();
    err.reset();
    return Cli.ofProcess(
            new Terminal(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false,
                Map.of(
                    "PROVISIONER_URL",
                    "http://127.0.0.1:" + service.port(),
                    "PROVISIONER_KEY",
                    key),
                directory))
        .run(args);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void exports_lines_of_ascii_that_verify_and_only_those_of_the_callers_tenant() throws Exception {
    assertThat(run(tenant, "audit", "export", "--out", "own.jsonl")).isZero();

    Path file = directory.resolve("own.jsonl");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readAllLines(file, StandardCharsets.US_ASCII))
        .hasSize(3)
        .allSatisfy(
            line -> {
              assertThat(line).matches("\\p{Print}+");
              JsonNode json = JSON.readTree(line);
              assertThat(json.get("tenant").stringValue()).isEqualTo("acme");
            });
    assertThat(run(tenant, "audit", "verify", "--file", "own.jsonl")).as(out()).isZero();
    assertThat(out()).startsWith("Intact: 2 entries of 1 tenants");
    assertThat(run(tenant, "audit", "export", "--out", "own.jsonl")).as("exists").isEqualTo(4);

    assertThat(run(operator, "audit", "export")).isZero();
    assertThat(out().lines()).hasSize(5);
  }

  @Test
  void verifies_against_signed_heads_and_reports_what_changed_since() throws Exception {
    Files.writeString(
        directory.resolve("key.pem"), pem("PUBLIC", signing.getPublic().getEncoded()));
    Files.writeString(
        directory.resolve("other.pem"),
        pem(
            "PUBLIC",
            KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded()));
    assertThat(run(operator, "audit", "head", "--out", "heads.json")).isZero();
    String[] verify = {"audit", "verify", "--head", "heads.json", "--public-key", "key.pem"};

    record("acme", "later");
    assertThat(run(operator, verify)).as(out() + err).isZero();
    assertThat(out()).startsWith("Intact: 4 entries of 2 tenants, compared with the heads of ");
    assertThat(
            run(operator, "audit", "verify", "--head", "heads.json", "--public-key", "other.pem"))
        .isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("are not signed by the owner");

    assertThat(
            run(
                operator,
                Stream.concat(Stream.of(verify), Stream.of("--tenant", "acme"))
                    .toArray(String[]::new)))
        .as(out() + err)
        .isZero();
    assertThat(out()).startsWith("Intact: 3 entries of 1 tenants, compared with the heads of ");

    jdbc.sql("alter table audit disable trigger user").update();
    jdbc.sql("delete from audit where tenant_id = 'other'").update();
    jdbc.sql("delete from audit_heads where tenant_id = 'other'").update();
    assertThat(run(operator, verify)).isEqualTo(1);
    assertThat(out())
        .startsWith(
            "tenant other: the end is missing: 1 entries were exported, 0 are present\nNOT INTACT");
    assertThat(run(operator, "audit", "verify", "-o", "json")).isZero();
    assertThat(JSON.readTree(out()).get("intact").booleanValue()).isTrue();
  }

  @Test
  void writes_the_heads_to_a_file_outside_the_database() throws Exception {
    Path file = directory.resolve("heads.json");

    new AuditHeadsJob(service.part(AuditHeadExport.class), file, service.part(JsonMapper.class))
        .run();

    assertThat(run(operator, "audit", "verify", "--head", file.toString())).as(out()).isZero();
    assertThat(Files.list(directory)).containsExactly(file);
  }

  @Test
  void rejects_files_of_another_format() throws Exception {
    Files.writeString(directory.resolve("x"), "no json");
    assertThat(run(tenant, "audit", "verify", "--file", "x")).isEqualTo(1);
    assertThat(run(tenant, "audit", "verify", "--head", "x")).isEqualTo(2);
    assertThat(run(tenant, "audit", "verify", "--head", "missing")).isEqualTo(2);
    assertThat(run(tenant, "audit", "verify", "--public-key", "x")).isEqualTo(2);
    assertThat(run("b9p_wrong", "audit", "export")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("rejected the key");
  }
}
