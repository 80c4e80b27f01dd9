package io.beta9.provisioning.worker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryAdmissionTest {
  private static final long MB = 1024 * 1024;

  @ParameterizedTest
  @CsvSource({
    "799,  0,    0, false",
    "800,  0,    0, true",
    "1599, 0,    1, false", // The Terraform of the running operation has not started yet.
    "1600, 0,    1, true",
    "899,  700,  1, false", // It still needs 100 MB.
    "900,  700,  1, true",
    "800,  5000, 1, true", // It needs more than assumed; nothing is left to reserve.
    "799,  5000, 1, false",
    "1000, 1400, 2, true",
    "999,  1400, 2, false"
  })
  void admits_an_operation_that_fits_beside_the_reservations_of_the_running_ones(
      long available, long used, int running, boolean admitted) {
    MemoryAdmission admission =
        new MemoryAdmission(() -> available * MB, () -> used * MB, 800 * MB);

    assertThat(admission.admits(running)).isEqualTo(admitted);
  }

  @ParameterizedTest
  @CsvSource({"799, 0, true", "800, 0, false", "100, 699, true", "100, 700, false"})
  void memory_is_too_low_if_not_even_one_operation_would_fit(
      long available, long used, boolean low) {
    MemoryAdmission admission =
        new MemoryAdmission(() -> available * MB, () -> used * MB, 800 * MB);

    assertThat(admission.failure().isPresent()).isEqualTo(low);
    admission
        .failure()
        .ifPresent(failure -> assertThat(failure.code()).isEqualTo(FailureCode.MEMORY_LOW));
  }

  @ParameterizedTest
  @CsvSource({
    "1311, 8, 1, 0", // One MB below 512 + 800.
    "1312, 8, 1, 1",
    "2111, 8, 1, 1",
    "2112, 8, 2, 2",
    "4096, 8, 4, 4",
    "65536, 2, 8, 81", // At most four per processor.
    "100, 8, 1, 0"
  })
  void concurrency_follows_from_the_memory(
      long limit, int processors, int concurrency, long fitting) {
    assertThat(concurrency(Map.of(), limit, processors))
        .isEqualTo(new WorkerConcurrency(concurrency, fitting));
  }

  @Test
  void the_settings_change_what_one_operation_needs_and_what_is_reserved() {
    Map<String, String> settings =
        Map.of("TERRAFORM_MEMORY", "1GB", "WORKER_MEMORY_RESERVED", "1024MB");

    assertThat(concurrency(settings, 4096, 8).value()).isEqualTo(3);
    assertThat(concurrency(settings, 4095, 8).value()).isEqualTo(2);
  }

  @Test
  void an_explicit_concurrency_wins_and_is_warned_about_if_it_does_not_fit() {
    WorkerConcurrency three = concurrency(Map.of("WORKER_CONCURRENCY", "3"), 2112, 8);
    assertThat(three.value()).isEqualTo(3);
    assertThat(three.warning())
        .hasValueSatisfying(
            warning ->
                assertThat(warning)
                    .contains(
                        "2 Terraform processes", "WORKER_CONCURRENCY is 3", "TERRAFORM_MEMORY"));

    assertThat(concurrency(Map.of("WORKER_CONCURRENCY", "2"), 2112, 8).warning()).isEmpty();
    assertThat(concurrency(Map.of(), 1311, 8).warning()).as("not even one fits").isPresent();
    assertThat(concurrency(Map.of(), 1312, 8).warning()).isEmpty();
  }

  private static WorkerConcurrency concurrency(
      Map<String, String> environment, long limitMegabytes, int processors) {
    Settings settings = Settings.from(new HashMap<>(environment));
    return WorkerConcurrency.of(
        settings.worker(), settings.terraform(), limitMegabytes * MB, processors);
  }

  @Test
  void measures_terraform_and_its_providers_in_stack_directories(@TempDir Path directory)
      throws IOException {
    Path base = Files.createDirectories(directory.resolve("base/env"));
    process(directory, "1", "terraform", base, "RssAnon:\t  200 kB\n");
    process(directory, "2", "terraform-provi", base, "RssFile:\t 9 kB\nRssAnon:\t  450 kB\n");
    process(directory, "3", "terraform", directory, "RssAnon:\t  1000 kB\n");
    process(directory, "4", "java", base, "RssAnon:\t  1000 kB\n");
    process(directory, "self", "terraform", base, "RssAnon:\t  1000 kB\n");
    Files.createDirectories(directory.resolve("proc/5"));

    assertThat(new TerraformMemory(directory.resolve("proc"), directory.resolve("base")).used())
        .isEqualTo(650 * 1024);
  }

  private static void process(Path root, String pid, String name, Path cwd, String status)
      throws IOException {
    Path process = Files.createDirectories(root.resolve("proc").resolve(pid));
    Files.writeString(process.resolve("comm"), name + "\n");
    Files.writeString(process.resolve("status"), status);
    Files.createSymbolicLink(process.resolve("cwd"), cwd.toRealPath());
  }
}
