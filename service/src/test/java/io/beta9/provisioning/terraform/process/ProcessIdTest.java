package io.beta9.provisioning.terraform.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as evidence that a process has ended: nothing that is merely unreadable. */
class ProcessIdTest {
  private static final ProcessId PROCESS = new ProcessId(7, 70);

  @TempDir Path processes;

  private void readable() throws Exception {
    Files.writeString(Files.createDirectory(processes.resolve("self")).resolve("stat"), "");
  }

  private void stat(String state, long start) throws Exception {
    Files.writeString(
        Files.createDirectory(processes.resolve("7")).resolve("stat"),
        "7 (a (b) c) " + state + " 0".repeat(18) + " " + start + " 0\n");
  }

  @Test
  void a_process_is_running_if_its_start_time_is_the_same() throws Exception {
    readable();
    stat("S", 70);
    assertThat(PROCESS.isRunning(processes)).isTrue();
    assertThat(new ProcessId(7, 71).isRunning(processes)).isFalse();
  }

  @Test
  void a_process_has_ended_if_it_is_a_zombie_or_is_not_listed() throws Exception {
    readable();
    assertThat(PROCESS.isRunning(processes)).isFalse();
    stat("Z", 70);
    assertThat(PROCESS.isRunning(processes)).isFalse();
  }

  @Test
  void a_process_counts_as_running_if_its_status_cannot_be_read() throws Exception {
    readable();
    Files.createDirectories(processes.resolve("7").resolve("stat"));
    assertThat(PROCESS.isRunning(processes)).isTrue();
    assertThatThrownBy(() -> ProcessId.running(processes, 7))
        .isInstanceOf(UncheckedIOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "4", "invisible", "ptraceable"})
  void a_process_that_is_hidden_from_this_user_counts_as_running_until_its_pid_is_free(String mode)
      throws Exception {
    readable();
    Files.writeString(
        processes.resolve("self").resolve("mountinfo"),
        """
        22 27 0:20 / /sys rw,relatime - sysfs sysfs rw
        23 27 0:21 / /proc rw,nosuid - proc proc rw,gid=26,hidepid=%s
        """
            .formatted(mode));
    Process process = new ProcessBuilder("sleep", "600").start();
    try {
      assertThat(new ProcessId(process.pid(), 1).isRunning(processes)).isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(new ProcessId(process.pid(), 1).isRunning(processes)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",hidepid=0", ",hidepid=off", ",hidepid=1", ",hidepid=noaccess"})
  void a_process_that_would_be_listed_has_ended(String option) throws Exception {
    readable();
    Files.writeString(
        processes.resolve("self").resolve("mountinfo"),
        "23 27 0:21 / /proc rw,nosuid - proc proc rw" + option + "\n");

    assertThat(new ProcessId(ProcessHandle.current().pid(), 1).isRunning(processes)).isFalse();
  }

  @Test
  void a_process_counts_as_running_if_no_process_is_visible() {
    assertThat(PROCESS.isRunning(processes)).isTrue();
  }
}
