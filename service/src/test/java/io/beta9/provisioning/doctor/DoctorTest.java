package io.beta9.provisioning.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.command.DoctorCommand;
import io.beta9.provisioning.doctor.Doctor.CheckResult;
import io.beta9.provisioning.doctor.Doctor.DoctorLine;
import io.beta9.provisioning.doctor.Doctor.Purpose;
import io.beta9.provisioning.testing.Servers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DoctorTest {
  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private record FixedCheck(String name, Set<Purpose> neededFor, CheckResult run)
      implements Doctor.DoctorCheck {}

  private int run(Doctor doctor, String... args) {
    return new CommandLine(new DoctorCommand(doctor))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(Writer.nullWriter()))
        .execute(args);
  }

  @Test
  void fails_only_if_a_required_check_fails() {
    Doctor doctor =
        new Doctor(
            List.of(
                new FixedCheck("JDK", Purpose.from(Purpose.DEMO), CheckResult.good("25.0.1")),
                new FixedCheck(
                    "AWS",
                    Purpose.from(Purpose.UP),
                    CheckResult.bad("no credentials", "Log in."))));

    assertThat(run(doctor)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
                CHECK  FOUND
            ok  JDK    25.0.1
            -   AWS    no credentials
                       → Log in.

            All prerequisites for 'demo' are met.
            """);
    out.reset();

    assertThat(run(doctor, "--for", "up", "-o", "json")).isEqualTo(ExitCode.FAILED);
    JsonNode report = JsonMapper.shared().readTree(out.toString(StandardCharsets.UTF_8));
    assertThat(report.path("ok").booleanValue()).isFalse();
    assertThat(report.path("checks").get(1).path("remedy").stringValue()).isEqualTo("Log in.");
  }

  @Test
  void runs_only_the_checks_that_the_purpose_requires() {
    CheckResult outdated = CheckResult.bad("Terraform 1.5.7", "Install Terraform 1.11 or newer.");
    Doctor doctor =
        new Doctor(
            List.of(
                new FixedCheck("JDK", Purpose.from(Purpose.DEMO), CheckResult.good("25.0.1")),
                new FixedCheck("Terraform", Purpose.from(Purpose.DEMO), outdated),
                new FixedCheck(
                    "AWS",
                    Purpose.from(Purpose.UP),
                    CheckResult.bad("no credentials", "Log in."))));

    assertThat(doctor.failedRequirements(Purpose.DEMO))
        .containsExactly(new DoctorLine("Terraform", true, outdated));
    assertThat(doctor.failedRequirements(Purpose.UP)).extracting(DoctorLine::name).contains("AWS");
  }

  @Test
  void reports_the_other_checks_if_one_throws() {
    Doctor.DoctorCheck broken =
        new Doctor.DoctorCheck() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public Set<Purpose> neededFor() {
            return Set.of();
          }

          @Override
          public CheckResult run() {
            throw new IllegalStateException("oh");
          }
        };

    List<DoctorLine> lines =
        new Doctor(List.of(broken, new FixedCheck("good", Set.of(), CheckResult.good("yes"))))
            .examine(Purpose.DEMO);

    assertThat(lines).extracting(line -> line.finding().good()).containsExactly(false, true);
    assertThat(lines.getFirst().finding().found()).contains("oh");
  }

  @Test
  void requires_jdk_25_or_newer() {
    assertThat(new JdkCheck(Runtime.Version.parse("25.0.1")).run().good()).isTrue();
    assertThat(new JdkCheck(Runtime.Version.parse("17.0.2")).run())
        .extracting(CheckResult::good, CheckResult::remedy)
        .satisfies(
            found -> {
              assertThat(found.get(0)).isEqualTo(false);
              assertThat(found.get(1).toString()).contains("JDK 25").contains("JAVA_HOME");
            });
  }

  @Test
  void requires_linux_with_proc_and_setsid() throws IOException {
    assertThat(new LinuxCheck(System.getenv(), Path.of("/proc")).run().good()).isTrue();
    assertThat(new LinuxCheck(System.getenv(), directory).run())
        .satisfies(
            finding -> {
              assertThat(finding.good()).isFalse();
              assertThat(finding.found()).contains(directory.resolve("self/stat").toString());
              assertThat(finding.remedy()).contains("WSL2").contains("container");
            });
    assertThat(
            new LinuxCheck(Map.of("PATH", directory.toString()), Path.of("/proc")).run().remedy())
        .contains("util-linux");
  }

  @Test
  void requires_terraform_or_opentofu_1_11_or_newer() throws IOException {
    assertThat(terraform("Terraform v1.11.4").run().good()).isTrue();
    assertThat(terraform("OpenTofu v1.11.0").run().found()).startsWith("OpenTofu 1.11.0");
    assertThat(terraform("Terraform v1.9.8").run().good()).isFalse();
    assertThat(new TerraformCheck(Map.of("PATH", directory.resolve("none").toString())).run())
        .extracting(CheckResult::good)
        .isEqualTo(false);
  }

  private TerraformCheck terraform(String version) throws IOException {
    Path binary = directory.resolve("terraform");
    Files.deleteIfExists(binary);
    Files.writeString(binary, "#!/bin/sh\necho '" + version + "'\n");
    Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rwx------"));
    return new TerraformCheck(Map.of("TERRAFORM_BINARY", binary.toString()));
  }

  @Test
  void finds_the_provider_mirror() throws IOException {
    Path mirror = directory.resolve("mirror");
    Files.createDirectories(mirror.resolve("registry.terraform.io/hashicorp/aws"));
    terraform("Terraform v1.11.4");
    String binary = directory.resolve("terraform").toString();

    assertThat(
            new ProviderMirrorCheck(
                    Map.of(
                        "TERRAFORM_BINARY", binary, "TERRAFORM_PROVIDER_MIRROR", mirror.toString()))
                .run())
        .isEqualTo(CheckResult.good(mirror.toString()));
  }

  @Test
  void finds_the_helm_runner() throws IOException {
    HelmRunnerCheck check = new HelmRunnerCheck(Map.of(), directory);
    assertThat(check.run().remedy()).contains("mvn -pl helm-runner package");

    Path jar = directory.resolve("helm-runner/target/helm-runner.jar");
    Files.createDirectories(jar.getParent());
    Files.createFile(jar);

    assertThat(check.run()).isEqualTo(CheckResult.good(jar.toString()));
  }

  @Test
  void connects_to_the_database_and_hides_its_password() throws IOException {
    PostgresCheck check = new PostgresCheck(Map.of("DATABASE_URL", Servers.emptyDatabase()));
    assertThat(check.run().good()).as(check.run().found()).isTrue();
    assertThat(check.neededFor()).contains(Purpose.DEMO);
    assertThat(new PostgresCheck(Map.of()).neededFor()).containsExactly(Purpose.PRODUCTION);
    ReplicaCheck replica = new ReplicaCheck(Map.of());
    assertThat(replica.run().good()).isTrue();
    assertThat(replica.neededFor()).isEmpty();
    replica =
        new ReplicaCheck(
            Map.of("DATABASE_READ_URL", "postgresql://localhost:" + unusedPort() + "/x"));
    assertThat(replica.neededFor()).containsExactly(Purpose.PRODUCTION);
    assertThat(replica.run().found()).startsWith("the connection is refused");
    assertThat(replica.run().remedy()).contains("DATABASE_READ_URL");
    assertThat(new PostgresCheck(Map.of("DATABASE_URL", "mysql://x")).run().remedy())
        .isEqualTo("Fix DATABASE_URL.");
    assertThat(
            new PostgresCheck(
                    Map.of(
                        "DATABASE_URL", "postgresql://u:s3cret@localhost:" + unusedPort() + "/x"))
                .run())
        .satisfies(
            finding -> {
              assertThat(finding.good()).isFalse();
              assertThat(finding.found()).doesNotContain("s3cret");
            });
  }

  @Test
  void connects_to_redis() throws IOException {
    String url = "redis://localhost:" + Servers.redisPort();
    assertThat(new RedisCheck(Map.of("REDIS_URL", url)).run().found())
        .startsWith("Redis 6.")
        .endsWith("localhost:" + Servers.redisPort());
    assertThat(
            new RedisCheck(Map.of("REDIS_URL", "redis://localhost:" + unusedPort())).run().good())
        .isFalse();
    Path file = Files.writeString(directory.resolve("redis-url"), url + "\n");
    assertThat(new RedisCheck(Map.of("REDIS_URL_FILE", file.toString())).run().good()).isTrue();
    assertThat(
            new RedisCheck(Map.of("REDIS_URL", "redis://localhost:" + unusedPort())).run().found())
        .contains("the connection is refused");
    assertThat(new RedisCheck(Map.of("REDIS_URL", "nonsense")).run().remedy())
        .isEqualTo("Fix REDIS_URL.");
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
