package io.beta9.provisioning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cli.Doctor.CheckResult;
import io.beta9.provisioning.cli.Doctor.DoctorLine;
import io.beta9.provisioning.cli.Doctor.Purpose;
import io.beta9.provisioning.testing.Servers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
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

class DoctorTest {
  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private record Told(String name, Set<Purpose> neededFor, CheckResult look)
      implements Doctor.DoctorCheck {}

  private int run(Doctor doctor, String... args) {
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            System.err,
            false,
            false,
            Map.of(),
            directory);
    return new CommandLine(new DoctorCommand(new ApiCommand(terminal, PollPause.REAL), doctor))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(args);
  }

  @Test
  void failsOnlyOnWhatIsNeeded() {
    Doctor doctor =
        new Doctor(
            List.of(
                new Told("JDK", Purpose.from(Purpose.DEMO), CheckResult.good("25.0.1")),
                new Told("AWS", Purpose.from(Purpose.UP), CheckResult.bad("nobody", "Log in."))));

    assertThat(run(doctor)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
                WHAT  FOUND
            ok  JDK   25.0.1
            -   AWS   nobody
                      → Log in.

            All that 'demo' needs is here.
            """);
    out.reset();

    assertThat(run(doctor, "--for", "up", "-o", "json")).isEqualTo(ExitCode.FAILED);
    JsonNode report = FakeApi.JSON.readTree(out.toString(StandardCharsets.UTF_8));
    assertThat(report.path("ok").booleanValue()).isFalse();
    assertThat(report.path("checks").get(1).path("remedy").stringValue()).isEqualTo("Log in.");
  }

  @Test
  void runs_only_the_checks_that_the_purpose_requires() {
    CheckResult tooOld = CheckResult.bad("Terraform 1.5.7", "Install Terraform 1.11 or newer.");
    Doctor doctor =
        new Doctor(
            List.of(
                new Told("JDK", Purpose.from(Purpose.DEMO), CheckResult.good("25.0.1")),
                new Told("Terraform", Purpose.from(Purpose.DEMO), tooOld),
                new Told(
                    "AWS",
                    Purpose.from(Purpose.UP),
                    CheckResult.bad("no credentials", "Log in."))));

    assertThat(doctor.failedRequirements(Purpose.DEMO))
        .containsExactly(new DoctorLine("Terraform", true, tooOld));
    assertThat(doctor.failedRequirements(Purpose.UP)).extracting(DoctorLine::name).contains("AWS");
  }

  @Test
  void aCheckThatBreaksHidesNoOther() {
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
          public CheckResult look() {
            throw new IllegalStateException("oh");
          }
        };

    List<DoctorLine> lines =
        new Doctor(List.of(broken, new Told("good", Set.of(), CheckResult.good("yes"))))
            .examine(Purpose.DEMO);

    assertThat(lines).extracting(line -> line.finding().good()).containsExactly(false, true);
    assertThat(lines.getFirst().finding().found()).contains("oh");
  }

  @Test
  void wantsANewEnoughJdk() {
    assertThat(new JdkCheck(Runtime.Version.parse("25.0.1")).look().good()).isTrue();
    assertThat(new JdkCheck(Runtime.Version.parse("17.0.2")).look())
        .extracting(CheckResult::good, CheckResult::remedy)
        .satisfies(
            found -> {
              assertThat(found.get(0)).isEqualTo(false);
              assertThat(found.get(1).toString()).contains("JDK 25").contains("JAVA_HOME");
            });
  }

  @Test
  void wantsLinuxWithProcAndSetsid() throws IOException {
    assertThat(new LinuxCheck(System.getenv(), Path.of("/proc")).look().good()).isTrue();
    assertThat(new LinuxCheck(System.getenv(), directory).look())
        .satisfies(
            finding -> {
              assertThat(finding.good()).isFalse();
              assertThat(finding.found()).contains(directory.resolve("self/stat").toString());
              assertThat(finding.remedy()).contains("WSL2").contains("container");
            });
    assertThat(
            new LinuxCheck(Map.of("PATH", directory.toString()), Path.of("/proc")).look().remedy())
        .contains("util-linux");
  }

  @Test
  void wantsANewEnoughTerraform() throws IOException {
    assertThat(terraform("Terraform v1.11.4").look().good()).isTrue();
    assertThat(terraform("OpenTofu v1.11.0").look().found()).startsWith("OpenTofu 1.11.0");
    assertThat(terraform("Terraform v1.9.8").look().good()).isFalse();
    assertThat(new TerraformCheck(Map.of("PATH", directory.resolve("none").toString())).look())
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
  void findsTheProviderMirror() throws IOException {
    Path mirror = directory.resolve("mirror");
    Files.createDirectories(mirror.resolve("registry.terraform.io/hashicorp/aws"));
    terraform("Terraform v1.11.4");
    String binary = directory.resolve("terraform").toString();

    assertThat(
            new ProviderMirrorCheck(
                    Map.of(
                        "TERRAFORM_BINARY", binary, "TERRAFORM_PROVIDER_MIRROR", mirror.toString()))
                .look())
        .isEqualTo(CheckResult.good(mirror.toString()));
  }

  @Test
  void findsTheHelmRunner() throws IOException {
    HelmRunnerCheck check = new HelmRunnerCheck(Map.of(), directory);
    assertThat(check.look().remedy()).contains("mvn -pl helm-runner package");

    Path jar = directory.resolve("helm-runner/target/helm-runner.jar");
    Files.createDirectories(jar.getParent());
    Files.createFile(jar);

    assertThat(check.look()).isEqualTo(CheckResult.good(jar.toString()));
  }

  @Test
  void reachesTheDatabase() throws IOException {
    PostgresCheck check = new PostgresCheck(Map.of("DATABASE_URL", Servers.emptyDatabase()));
    assertThat(check.look().good()).as(check.look().found()).isTrue();
    assertThat(check.neededFor()).contains(Purpose.DEMO);
    assertThat(new PostgresCheck(Map.of()).neededFor()).containsExactly(Purpose.PRODUCTION);
    assertThat(new PostgresCheck(Map.of("DATABASE_URL", "mysql://x")).look().remedy())
        .isEqualTo("Mend DATABASE_URL.");
    assertThat(
            new PostgresCheck(
                    Map.of(
                        "DATABASE_URL", "postgresql://u:geheim@localhost:" + nobodysPort() + "/x"))
                .look())
        .satisfies(
            finding -> {
              assertThat(finding.good()).isFalse();
              assertThat(finding.found()).doesNotContain("geheim");
            });
  }

  @Test
  void reachesRedis() throws IOException {
    String url = "redis://localhost:" + Servers.redisPort();
    assertThat(new RedisCheck(Map.of("REDIS_URL", url)).look().found())
        .startsWith("Redis 6.")
        .endsWith("localhost:" + Servers.redisPort());
    assertThat(
            new RedisCheck(Map.of("REDIS_URL", "redis://localhost:" + nobodysPort())).look().good())
        .isFalse();
    assertThat(new RedisCheck(Map.of("REDIS_URL", "nonsense")).look().remedy())
        .isEqualTo("Mend REDIS_URL.");
  }

  private static int nobodysPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
