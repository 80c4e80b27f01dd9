package io.beta9.provisioning.worker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.bootstrap.helm.HelmSettings;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.worker.admission.LocalPreconditions.PreconditionViolation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class LocalPreconditionsTest {
  private static final long MB = 1024 * 1024;

  @TempDir Path directory;

  @Test
  void names_each_violated_precondition_and_reuses_the_result_for_two_seconds() {
    AtomicReference<Optional<Failure>> disk = new AtomicReference<>(Optional.empty());
    long start = Duration.ofDays(3).toNanos();
    AtomicLong nanos = new AtomicLong(start);
    LocalPreconditions preconditions =
        new LocalPreconditions(
            Map.of(
                LocalPrecondition.DISK_SPACE, disk::get,
                LocalPrecondition.TERRAFORM, Optional::empty),
            nanos::get);
    assertThat(preconditions.violations()).isEmpty();

    disk.set(Optional.of(Failure.of(FailureCode.DISK_SPACE_INSUFFICIENT)));
    nanos.set(start + LocalPreconditions.MAX_AGE.toNanos() - 1);
    assertThat(preconditions.violations()).isEmpty();

    nanos.set(start + LocalPreconditions.MAX_AGE.toNanos());
    assertThat(preconditions.violations())
        .extracting(PreconditionViolation::precondition)
        .containsExactly(LocalPrecondition.DISK_SPACE);

    disk.set(Optional.empty());
    assertThat(preconditions.violations()).as("the same result").hasSize(1);
    nanos.addAndGet(LocalPreconditions.MAX_AGE.toNanos());
    assertThat(preconditions.violations()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"500, SUFFICIENT", "499, LOW", "100, LOW", "99, INSUFFICIENT", "0, INSUFFICIENT"})
  void space_is_low_below_the_warning_and_insufficient_below_the_minimum(
      long freeMegabytes, DiskSpace.Level level) {
    DiskSpace disk = disk(freeMegabytes * MB);

    assertThat(disk.level()).isEqualTo(level);
    assertThat(disk.failure().isPresent()).isEqualTo(level == DiskSpace.Level.INSUFFICIENT);
    assertThat(disk.lowSpace().isPresent()).isEqualTo(level == DiskSpace.Level.LOW);
  }

  @Test
  void insufficient_disk_space_is_transient_and_states_what_is_free_and_required() {
    Failure failure = disk(99 * MB).failure().orElseThrow();

    assertThat(failure.code()).isEqualTo(FailureCode.DISK_SPACE_INSUFFICIENT);
    assertThat(failure.kind()).isEqualTo(FailureClass.TRANSIENT);
    assertThat(failure.parameter(FailureParameter.FOUND)).contains("99 MB");
    assertThat(failure.parameter(FailureParameter.LIMIT)).contains("100 MB");
  }

  @Test
  void reads_the_free_space_of_a_directory_that_does_not_exist_yet() {
    Path missing = directory.resolve("a/b");

    assertThat(disk(missing).freeBytes().getAsLong()).isPositive();
  }

  @Test
  void accepts_a_work_directory_in_which_files_can_be_written_and_executed() throws IOException {
    WorkDirectoryCheck check = new WorkDirectoryCheck(directory.resolve("base"));

    assertThat(check.failure()).isEmpty();
    assertThat(check.failure()).as("again").isEmpty();
    try (var files = Files.list(directory.resolve("base"))) {
      assertThat(files).containsExactly(directory.resolve("base/.check"));
    }
  }

  @Test
  void rejects_a_work_directory_that_cannot_be_created() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");

    assertThat(new WorkDirectoryCheck(file.resolve("base")).failure())
        .hasValueSatisfying(
            failure -> assertThat(failure.code()).isEqualTo(FailureCode.WORK_DIRECTORY_UNUSABLE));
  }

  @Test
  void rejects_a_work_directory_whose_scripts_do_not_run() throws IOException {
    WorkDirectoryCheck check = new WorkDirectoryCheck(directory);
    assertThat(check.failure()).isEmpty();
    Files.setPosixFilePermissions(
        directory.resolve(".check/execute"), PosixFilePermissions.fromString("rw-------"));

    assertThat(check.failure())
        .hasValueSatisfying(
            failure -> assertThat(failure.code()).isEqualTo(FailureCode.WORK_DIRECTORY_UNUSABLE));
  }

  @Test
  void states_the_exit_code_of_a_script_that_fails() throws IOException {
    WorkDirectoryCheck check = new WorkDirectoryCheck(directory);
    assertThat(check.failure()).isEmpty();
    Files.writeString(directory.resolve(".check/execute"), "#!/bin/sh\nexit 3\n");

    assertThat(check.failure())
        .contains(
            Failure.of(FailureCode.WORK_DIRECTORY_UNUSABLE)
                .with(FailureParameter.PATH, directory.toString())
                .with(FailureParameter.EXIT_CODE, 3));
  }

  @Test
  void reports_why_terraform_could_not_be_executed() throws IOException {
    Path binary = executable("terraform");
    TerraformExecutionCheck check =
        new TerraformExecutionCheck(
            binary,
            () -> {
              throw new UncheckedIOException("Exec format error", new IOException());
            });

    assertThat(check.failure())
        .contains(
            Failure.of(FailureCode.TERRAFORM_NOT_FOUND)
                .with(FailureParameter.PATH, binary.toString())
                .with(FailureParameter.REPORTED, "Exec format error"));
  }

  @Test
  void rejects_a_mirror_that_is_not_a_directory() throws IOException {
    assertThat(new MirrorCheck(executable("mirror")).failure()).isPresent();
  }

  @Test
  void executes_terraform_once_and_again_after_the_file_has_changed() throws IOException {
    Path binary = executable("terraform");
    AtomicInteger executions = new AtomicInteger();
    TerraformExecutionCheck check =
        new TerraformExecutionCheck(binary, executions::incrementAndGet);

    assertThat(check.failure()).isEmpty();
    assertThat(check.failure()).isEmpty();
    assertThat(executions).hasValue(1);

    Files.writeString(binary, "changed");
    assertThat(check.failure()).isEmpty();
    assertThat(executions).hasValue(2);
  }

  @Test
  void rejects_terraform_that_is_not_executable_until_it_is_again() throws IOException {
    Path binary = executable("terraform");
    TerraformExecutionCheck check = new TerraformExecutionCheck(binary, () -> {});
    Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rw-------"));

    assertThat(check.failure())
        .hasValueSatisfying(
            failure -> {
              assertThat(failure.code()).isEqualTo(FailureCode.TERRAFORM_NOT_FOUND);
              assertThat(failure.kind()).isEqualTo(FailureClass.TRANSIENT);
            });

    Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rwx------"));
    assertThat(check.failure()).isEmpty();
  }

  @Test
  void rejects_terraform_that_fails_when_executed_and_tries_it_again() throws IOException {
    AtomicInteger executions = new AtomicInteger();
    TerraformExecutionCheck check =
        new TerraformExecutionCheck(
            executable("terraform"),
            () -> {
              if (executions.incrementAndGet() == 1) {
                throw new FailureException(Failure.of(FailureCode.TERRAFORM_NOT_FOUND));
              }
            });

    assertThat(check.failure()).isPresent();
    assertThat(check.failure()).isEmpty();
  }

  @Test
  void rejects_a_mirror_without_providers_until_it_is_restored() throws IOException {
    MirrorCheck check = new MirrorCheck(directory);
    assertThat(check.failure())
        .hasValueSatisfying(
            failure -> {
              assertThat(failure.code()).isEqualTo(FailureCode.PROVIDER_MIRROR_MISSING);
              assertThat(failure.kind()).isEqualTo(FailureClass.TRANSIENT);
              assertThat(failure.parameter(FailureParameter.PATH)).contains(directory.toString());
            });

    Files.createDirectories(directory.resolve("registry.terraform.io/hashicorp/aws"));
    assertThat(check.failure()).isEmpty();
  }

  @Test
  void rejects_missing_tools_of_helm_until_they_are_restored() throws IOException {
    Path java = executable("java");
    Path runner = Files.writeString(directory.resolve("helm-runner.jar"), "");
    Path charts = directory.resolve("charts");
    for (String chart : List.of("beta9", "baseline")) {
      Files.createDirectories(charts.resolve(chart));
      Files.writeString(charts.resolve(chart).resolve("Chart.yaml"), "");
    }
    Path library = Files.createDirectory(directory.resolve("native")).resolve("helm.so");
    Files.writeString(library, "");
    HelmToolsCheck check = new HelmToolsCheck(new HelmSettings(runner, java, charts));
    assertThat(check.failure()).isEmpty();

    for (Path tool :
        List.of(
            java,
            runner,
            charts.resolve("beta9").resolve("Chart.yaml"),
            charts.resolve("baseline").resolve("Chart.yaml"))) {
      Path moved = directory.resolve("moved");
      Files.move(tool, moved);
      assertThat(check.failure())
          .contains(
              Failure.of(FailureCode.HELM_TOOLS_MISSING)
                  .with(FailureParameter.PATH, tool.toString()));
      Files.move(moved, tool);
      assertThat(check.failure()).isEmpty();
    }
    Files.delete(library);
    assertThat(check.failure())
        .contains(
            Failure.of(FailureCode.HELM_TOOLS_MISSING)
                .with(FailureParameter.PATH, directory.resolve("native").toString()));
    assertThat(FailureCode.HELM_TOOLS_MISSING.failureClass()).isEqualTo(FailureClass.TRANSIENT);
  }

  @Test
  void rejects_a_directory_without_space_or_right_for_temporary_files() throws IOException {
    TemporaryDirectoryCheck check = new TemporaryDirectoryCheck(directory);
    assertThat(check.failure()).isEmpty();
    try (var files = Files.list(directory)) {
      assertThat(files).as("what the check has left").isEmpty();
    }

    for (Path unusable : List.of(directory.resolve("missing"), Path.of("/proc"))) {
      Failure failure = new TemporaryDirectoryCheck(unusable).failure().orElseThrow();
      assertThat(failure.code()).isEqualTo(FailureCode.TEMPORARY_DIRECTORY_UNUSABLE);
      assertThat(failure.kind()).isEqualTo(FailureClass.TRANSIENT);
      assertThat(failure.parameter(FailureParameter.PATH)).contains(unusable.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cannot run program \"terraform\": error=11, Resource temporarily unavailable",
        "Cannot run program \"java\": error=12, Cannot allocate memory",
        "/w/x: Too many open files"
      })
  void recognises_a_host_without_processes_memory_or_files(String message) {
    Failure failure =
        LocalFailures.of(new UncheckedIOException(new IOException(message)), "Planning")
            .orElseThrow();

    assertThat(failure.code()).isEqualTo(FailureCode.HOST_RESOURCES_EXHAUSTED);
    assertThat(failure.kind()).isEqualTo(FailureClass.TRANSIENT);
  }

  @Test
  void recognises_a_full_a_read_only_and_an_unwritable_disk() {
    assertThat(code(new FileSystemException("/w/x", null, "No space left on device")))
        .hasValue(FailureCode.DISK_FULL);
    assertThat(code(new IOException("Disk quota exceeded"))).hasValue(FailureCode.DISK_FULL);
    assertThat(LocalFailures.of(new FileSystemException("/w/x", null, "Read-only file system"), ""))
        .contains(
            Failure.of(FailureCode.WORK_DIRECTORY_UNUSABLE)
                .with(FailureParameter.PATH, "/w/x")
                .with(FailureParameter.REPORTED, "/w/x: Read-only file system"));
    assertThat(LocalFailures.of(new AccessDeniedException("/w/x"), ""))
        .contains(
            Failure.of(FailureCode.WORK_DIRECTORY_UNUSABLE)
                .with(FailureParameter.PATH, "/w/x")
                .with(FailureParameter.REPORTED, "permission denied: /w/x"));
    assertThat(LocalFailures.of(new FileSystemException(null, null, "Permission denied"), ""))
        .contains(
            Failure.of(FailureCode.WORK_DIRECTORY_UNUSABLE)
                .with(FailureParameter.REPORTED, "Permission denied"));
    assertThat(LocalFailures.of(new IOException("Input/output error"), ""))
        .contains(
            Failure.of(FailureCode.WORK_DIRECTORY_UNUSABLE)
                .with(FailureParameter.REPORTED, "Input/output error"));
    assertThat(code(new IOException("Broken pipe"))).isEmpty();
    assertThat(LocalFailures.of(new IllegalStateException("No space left on device"), "Writing"))
        .as("only exceptions of files")
        .isEmpty();
  }

  @Test
  void a_check_that_cannot_be_executed_is_a_violation() {
    LocalPreconditions preconditions =
        new LocalPreconditions(
            Map.of(
                LocalPrecondition.DISK_SPACE,
                () -> {
                  throw new UncheckedIOException(new IOException("Stale file handle"));
                }),
            () -> 0);

    assertThat(preconditions.isViolated(LocalPrecondition.DISK_SPACE)).isTrue();
    assertThat(preconditions.isViolated(LocalPrecondition.MEMORY)).isFalse();
  }

  private static Optional<FailureCode> code(IOException exception) {
    return LocalFailures.of(new IllegalStateException("wrapped", exception), "Writing")
        .map(Failure::code);
  }

  private DiskSpace disk(long freeBytes) {
    return new DiskSpace(directory, () -> freeBytes, megabytes(500), megabytes(100));
  }

  private static DiskSpace disk(Path base) {
    return DiskSpace.of(base, null, megabytes(500), megabytes(100));
  }

  private static DataSize megabytes(long size) {
    return DataSize.ofMegabytes(size);
  }

  private Path executable(String name) throws IOException {
    Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void admits_claims_again_as_soon_as_the_violation_has_ended() {
    AtomicLong free = new AtomicLong(99 * MB);
    DiskSpace disk = new DiskSpace(directory, free::get, megabytes(500), megabytes(100));
    AtomicLong nanos = new AtomicLong();
    LocalAdmission admission =
        new LocalAdmission(
            new LocalPreconditions(Map.of(LocalPrecondition.DISK_SPACE, disk), nanos::get),
            new MemoryAdmission(() -> 800 * MB, () -> 0, 800 * MB));
    assertThat(admission.admits(0)).isFalse();

    free.set(100 * MB);
    nanos.set(LocalPreconditions.MAX_AGE.toNanos());
    assertThat(admission.admits(0)).isTrue();
    assertThat(admission.admits(1)).as("no memory for a second operation").isFalse();
  }
}
