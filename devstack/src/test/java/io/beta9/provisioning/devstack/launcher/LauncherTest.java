package io.beta9.provisioning.devstack.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.beta9.provisioning.devstack.launcher.BareMachine.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Executes the launcher script on a machine without JDK, Maven and Terraform. */
class LauncherTest {
  private static final int TOOL_MISSING = 69;

  /** Higher than any pid that Linux assigns. */
  private static final String DEAD_PID = "4194305";

  @TempDir Path directory;

  private BareMachine machine;

  @BeforeEach
  void createMachine() throws IOException {
    machine = new BareMachine(directory);
    machine.variable("PROVISIONER_DOWNLOADS", "yes");
  }

  @AfterEach
  void closeMachine() {
    machine.close();
  }

  @Test
  void downloads_the_missing_tools_and_runs_maven_with_them() throws Exception {
    Launch launch = machine.launch("verify", "-Dtests.excluded=", "-X");

    assertThat(launch.exitCode()).as(launch.err()).isZero();
    assertThat(launch.out())
        .contains(
            "mvn -B -ntp verify -Dtests.excluded= -X",
            "JAVA_HOME=" + machine.cache().resolve("jdk-25.0.3+9"),
            "terraform=" + machine.cache().resolve("terraform-1.11.4/terraform"));
    assertThat(machine.cached())
        .containsExactly("jdk-25.0.3+9", "maven-3.9.11", "terraform-1.11.4");
  }

  @Test
  void announces_names_sizes_sources_and_destination_before_it_downloads() throws Exception {
    machine.variable("PROVISIONER_DOWNLOADS", "no");

    Launch launch = machine.launch("verify");

    assertThat(machine.requested()).isEmpty();
    assertThat(launch.err())
        .contains(
            "JDK 25.0.3+9 (Eclipse Temurin), about 7 MB, from "
                + machine.url()
                + "/publisher/"
                + BareMachine.JDK_ARCHIVE,
            "Apache Maven 3.9.11, about 7 MB, from ",
            "Terraform 1.11.4, about 7 MB, from ",
            "(Terraform is not installed)",
            "verified by checksum and installed in " + machine.cache());
  }

  @Test
  void names_what_to_install_if_the_downloads_are_declined() throws Exception {
    machine.variable("PROVISIONER_DOWNLOADS", "no");

    Launch launch = machine.launch("verify");

    assertThat(launch.exitCode()).isEqualTo(TOOL_MISSING);
    assertThat(launch.err())
        .contains(
            "Install the following, then retry:",
            "JDK 25 or newer: https://adoptium.net",
            "Apache Maven 3.8 or newer: https://maven.apache.org/download.cgi",
            "Terraform 1.11 or newer: https://developer.hashicorp.com/terraform/install");
  }

  @Test
  void does_not_download_without_a_terminal_and_without_consent() throws Exception {
    machine.variable("PROVISIONER_DOWNLOADS", "");

    Launch launch = machine.launch("verify");

    assertThat(launch.exitCode()).isEqualTo(TOOL_MISSING);
    assertThat(launch.err()).contains("PROVISIONER_DOWNLOADS=yes");
    assertThat(machine.requested()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"y, 0", "'', 0", "n, 69", "maybe, 69"})
  void asks_on_a_terminal(String answer, int exitCode) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")));
    machine.variable("PROVISIONER_DOWNLOADS", "");

    Launch launch = machine.launchOnTerminal(answer, "verify");

    assertThat(launch.out()).contains("Download now? [Y/n]");
    assertThat(launch.exitCode()).as(launch.out()).isEqualTo(exitCode);
  }

  @Test
  void downloads_nothing_twice() throws Exception {
    machine.launch("verify");
    List<String> first = machine.requested();

    Launch second = machine.launch("verify");

    assertThat(second.exitCode()).isZero();
    assertThat(second.err()).isEmpty();
    assertThat(machine.requested()).isEqualTo(first);
  }

  @Test
  void rejects_an_archive_whose_checksum_does_not_match() throws Exception {
    machine.property("jdk.any.sha256", "0".repeat(64));

    Launch launch = machine.launch("verify");

    assertThat(launch.exitCode()).isEqualTo(TOOL_MISSING);
    assertThat(launch.err())
        .contains(
            "the checksum of ",
            "does not match: expected " + "0".repeat(64),
            "got " + machine.sha256(BareMachine.JDK_ARCHIVE),
            "Install the following, then retry:");
    assertThat(machine.cached()).isEmpty();
  }

  @Test
  void verifies_a_sha_512_checksum() throws Exception {
    machine.property("maven.any.sha256", "");
    machine.property(
        "maven.any.sha512",
        BareMachine.digest("SHA-512", machine.content(BareMachine.MAVEN_ARCHIVE)));

    assertThat(machine.launch("verify").exitCode()).isZero();
  }

  @Test
  void reads_the_checksum_from_the_publishers_list_if_none_is_pinned() throws Exception {
    machine.property("terraform.any.sha256", "");
    machine.property("terraform.any.checksums", machine.url() + "/SHA256SUMS");
    machine.serve(
        "SHA256SUMS",
        "%s  terraform_1.11.4_other.zip\n%s  %s\n"
            .formatted(
                "1".repeat(64),
                machine.sha256(BareMachine.TERRAFORM_ARCHIVE),
                BareMachine.TERRAFORM_ARCHIVE));

    Launch launch = machine.launch("verify");

    assertThat(launch.exitCode()).as(launch.err()).isZero();
  }

  @Test
  void reads_the_checksum_from_a_file_that_contains_only_the_value() throws Exception {
    machine.property("maven.any.sha256", "");
    machine.property("maven.any.checksums", machine.url() + "/maven.sha512");
    machine.serve(
        "maven.sha512", BareMachine.digest("SHA-512", machine.content(BareMachine.MAVEN_ARCHIVE)));

    Launch launch = machine.launch("verify");

    assertThat(launch.exitCode()).as(launch.err()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"'', no list at all", "SHA256SUMS, a list without the archive"})
  void rejects_an_archive_whose_checksum_is_unknown(String list, String reason) throws Exception {
    machine.property("terraform.any.sha256", "");
    machine.property("terraform.any.checksums", list.isEmpty() ? "" : machine.url() + "/" + list);
    machine.serve(
        "SHA256SUMS", "1".repeat(64) + "  another.zip\n" + "2".repeat(64) + "  third.zip\n");

    Launch launch = machine.launch("verify");

    assertThat(launch.exitCode()).as(reason).isEqualTo(TOOL_MISSING);
    assertThat(launch.err()).contains("is not known");
    assertThat(machine.requested()).doesNotContain(BareMachine.TERRAFORM_ARCHIVE);
  }

  @Test
  void does_not_trust_a_checksum_list_over_plain_http() throws Exception {
    machine.property("terraform.any.sha256", "");
    machine.property("terraform.any.checksums", "http://publisher.example/SHA256SUMS");

    Launch launch = machine.launch("verify");

    assertThat(launch.exitCode()).isEqualTo(TOOL_MISSING);
    assertThat(launch.err()).contains("is not known");
  }

  @Test
  void names_what_to_install_if_the_machine_is_offline() throws Exception {
    machine.disconnect();

    Launch launch = machine.launch("verify");

    assertThat(launch.exitCode()).isEqualTo(TOOL_MISSING);
    assertThat(launch.err())
        .contains("the download failed: ", "Install the following", "JDK 25 or newer");
    assertThat(machine.cached()).isEmpty();
  }

  @Test
  void downloads_from_a_mirror() throws Exception {
    machine.variable("PROVISIONER_MIRROR", machine.url() + "/mirror/");

    assertThat(machine.launch("verify").exitCode()).isZero();

    assertThat(machine.requestedPaths())
        .containsExactly(
            "/mirror/" + BareMachine.JDK_ARCHIVE,
            "/mirror/" + BareMachine.MAVEN_ARCHIVE,
            "/mirror/" + BareMachine.TERRAFORM_ARCHIVE);
  }

  @Test
  void uses_wget_if_there_is_no_curl() throws Exception {
    machine.uninstall("curl");

    Launch launch = machine.launch("verify");

    assertThat(launch.exitCode()).as(launch.err()).isZero();
  }

  @Test
  void concurrent_launches_download_each_tool_once() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      processes.add(machine.start("verify"));
    }
    for (Process process : processes) {
      Launch launch = BareMachine.await(process);
      assertThat(launch.exitCode()).as(launch.err()).isZero();
    }

    assertThat(machine.requested())
        .containsExactlyInAnyOrder(
            BareMachine.JDK_ARCHIVE, BareMachine.MAVEN_ARCHIVE, BareMachine.TERRAFORM_ARCHIVE);
    assertThat(machine.cached())
        .containsExactly("jdk-25.0.3+9", "maven-3.9.11", "terraform-1.11.4");
  }

  @Test
  void removes_the_lock_and_the_partial_download_of_a_killed_process() throws Exception {
    Path lock = Files.createDirectories(machine.cache().resolve("lock"));
    Files.writeString(lock.resolve("pid"), DEAD_PID + "\n");
    Files.writeString(
        Files.createDirectories(machine.cache().resolve("tmp." + DEAD_PID)).resolve("jdk.tar.gz"),
        "partial");

    Launch launch = machine.launch("verify");

    assertThat(launch.exitCode()).as(launch.err()).isZero();
    assertThat(machine.cached())
        .containsExactly("jdk-25.0.3+9", "maven-3.9.11", "terraform-1.11.4");
  }

  @ParameterizedTest
  @CsvSource({"1.5.7, true", "1.10.9, true", "1.11.0, false", "1.12.1, false", "2.0.0, false"})
  void replaces_a_terraform_that_is_too_old(String version, boolean replaced) throws Exception {
    machine.installTerraform(version);

    Launch launch = machine.launch("verify");

    assertThat(launch.exitCode()).as(launch.err()).isZero();
    assertThat(launch.out().contains("terraform=" + machine.cache())).isEqualTo(replaced);
    assertThat(machine.requested().contains(BareMachine.TERRAFORM_ARCHIVE)).isEqualTo(replaced);
  }

  @Test
  void reports_the_modules_of_the_first_build() throws Exception {
    Launch launch = machine.launch("env", "list");

    assertThat(launch.exitCode()).as(launch.err()).isZero();
    assertThat(launch.err())
        .containsSubsequence(
            "Building Beta9 Provisioning (a few minutes the first time)",
            "Building module 1 of 2: Beta9 Provisioning (1 remaining)",
            "Building module 2 of 2: service (0 remaining)");
    assertThat(machine.checkout().resolve("target/build.log")).content().contains("[2/2]");
    assertThat(machine.requested())
        .as("Terraform is not needed for this command")
        .doesNotContain(BareMachine.TERRAFORM_ARCHIVE);
  }

  @Test
  void builds_only_if_a_source_is_newer_than_the_last_build() throws Exception {
    machine.launch("env", "list");

    assertThat(machine.launch("env", "list").err()).isEmpty();

    Path source = machine.checkout().resolve("service/src/main/java/Changed.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, "class Changed {}");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(machine.launch("env", "list").err()).contains("Building Beta9 Provisioning");
  }

  @Test
  void records_the_aot_cache_of_a_command_once_per_build_and_uses_it() throws Exception {
    Path cache = machine.checkout().resolve(BareMachine.DISTRIBUTION).resolve("aot/cli-0123.aot");

    assertThat(machine.launch("env", "list").err())
        .contains("Recording the start-up cache of 'cli', once per build");

    assertThat(cache).content().isEqualTo("cache\n");
    Launch second = machine.launch("env", "list");
    assertThat(second.err()).isEmpty();
    assertThat(second.out()).contains("-XX:AOTCache=" + cache.toRealPath());
  }

  @Test
  void a_cache_that_cannot_be_recorded_costs_time_only_and_is_reported_once() throws Exception {
    machine.variable("FAKE_RECORDING_FAILS", "yes");

    Launch first = machine.launch("env", "list");

    assertThat(first.exitCode()).isZero();
    assertThat(first.err()).contains("error: no AOT cache was recorded for 'cli'");
    assertThat(first.out().strip()).endsWith("cli/cli.jar env list");
    assertThat(machine.launch("env", "list").err()).isEmpty();
  }

  @Test
  void records_no_cache_on_request() throws Exception {
    machine.variable("PROVISIONER_AOT", "off");

    assertThat(machine.launch("env", "list").err()).doesNotContain("Recording");
  }

  @Test
  void prints_the_end_of_the_log_of_a_failed_build() throws Exception {
    machine.variable("FAKE_BUILD_FAILS", "yes");

    Launch launch = machine.launch("env", "list");

    assertThat(launch.exitCode()).isEqualTo(1);
    assertThat(launch.err())
        .contains("[ERROR] no symbol found", "error: the build failed", "target/build.log");
    assertThat(launch.out()).doesNotContain("java");
  }

  @ParameterizedTest
  @CsvSource({
    "demo --once, io.beta9.provisioning.devstack.Main demo --once",
    "up, io.beta9.provisioning.devstack.Main up",
    "chaos --seed 1, io.beta9.provisioning.devstack.Main chaos --seed 1",
    "bench overhead, io.beta9.provisioning.bench.Main overhead",
    "api, service/service.jar api",
    "worker, service/service.jar worker",
    "db status, service/service.jar db status",
    "doctor --for up, service/service.jar doctor --for up",
    "admin keys, service/service.jar admin keys",
    "env list, cli/cli.jar env list",
    "demos, cli/cli.jar demos",
    "help, cli/cli.jar help",
    "--help, cli/cli.jar --help",
    "'', cli/cli.jar",
  })
  void dispatches_each_command(String arguments, String expected) throws Exception {
    Launch launch = machine.launch(arguments.isEmpty() ? new String[0] : arguments.split(" "));

    assertThat(launch.exitCode()).as(launch.err()).isZero();
    assertThat(launch.out().strip()).endsWith(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "up", "chaos", "bench", "api", "worker", "db", "admin"})
  void every_process_of_the_service_ends_when_it_has_run_out_of_memory(String command)
      throws Exception {
    String options = machine.launch(command).out();

    assertThat(options).containsAnyOf("-XX:+ExitOnOutOfMemoryError", "/jvm/service.options");
    // The workers of 'chaos', the images and the distribution are started with this file as well.
    assertThat(Path.of("../dist/src/jvm/service.options"))
        .content()
        .contains("\n-XX:+ExitOnOutOfMemoryError\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "up", "chaos", "bench", "api", "worker", "db", "admin"})
  void no_other_process_can_attach_to_a_process_of_the_service(String command) throws Exception {
    String options = machine.launch(command).out();

    assertThat(options).containsAnyOf("-XX:+DisableAttachMechanism", "/jvm/service.options");
    assertThat(Path.of("../dist/src/jvm/service.options"))
        .content()
        .contains("\n-XX:+DisableAttachMechanism\n");
  }

  @Test
  void prints_the_usage_of_verify_without_downloading_anything() throws Exception {
    Launch launch = machine.launch("verify", "--help");

    assertThat(launch.exitCode()).isZero();
    assertThat(launch.out()).startsWith("Usage: ./provisioner verify");
    assertThat(machine.requested()).isEmpty();
  }
}
