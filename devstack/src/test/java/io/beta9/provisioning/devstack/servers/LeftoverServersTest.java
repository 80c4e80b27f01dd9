package io.beta9.provisioning.devstack.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeftoverServersTest {
  private static final Duration SIGNAL_TIMEOUT = Duration.ofMillis(200);

  @TempDir Path directory;

  private final List<String> messages = new ArrayList<>();
  private final List<Process> started = new ArrayList<>();
  private Path processes;
  private Path data;
  private LeftoverServers leftovers;

  @BeforeEach
  void createDirectories() throws IOException {
    processes = Files.createDirectories(directory.resolve("proc"));
    data = directory.resolve("data");
    Files.createDirectories(data.resolve("postgres"));
    Files.createDirectories(data.resolve("redis"));
    leftovers = new LeftoverServers(processes, SIGNAL_TIMEOUT, messages::add);
  }

  @AfterEach
  void killProcesses() {
    started.forEach(Process::destroyForcibly);
  }

  /** Starts a process that /proc describes as the given program in the given directory. */
  private Process start(String shellCommand, String name, Path workingDirectory)
      throws IOException {
    Process process = new ProcessBuilder("sh", "-c", shellCommand).start();
    started.add(process);
    Path description = Files.createDirectories(processes.resolve(Long.toString(process.pid())));
    Files.writeString(description.resolve("comm"), name + "\n");
    Files.createSymbolicLink(description.resolve("cwd"), workingDirectory);
    return process;
  }

  private Path writePidFile(String server, String content) throws IOException {
    Path file =
        data.resolve(server).resolve(server.equals("postgres") ? "postmaster.pid" : "redis.pid");
    return Files.writeString(file, content);
  }

  @ParameterizedTest
  @CsvSource({
    "postgres, postgres, PostgreSQL",
    // The kernel truncates the name of the program to 15 characters.
    "redis, redis-server-6., Redis"
  })
  void stops_a_server_whose_name_and_directory_match(String server, String name, String title)
      throws Exception {
    Process process = start("exec sleep 600", name, data.resolve(server));
    Path pidFile = writePidFile(server, process.pid() + "\n/elsewhere\n1764000000\n");

    leftovers.stop(data);

    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(pidFile).doesNotExist();
    assertThat(messages)
        .containsExactly(
            "Stopping " + title + " of an earlier run (pid " + process.pid() + ") ...");
  }

  @Test
  void kills_a_server_that_ignores_the_first_signals() throws Exception {
    Process process =
        start(
            "trap '' INT QUIT TERM; while :; do sleep 1; done",
            "postgres",
            data.resolve("postgres"));
    writePidFile("postgres", process.pid() + "\n");

    leftovers.stop(data);

    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void does_not_stop_a_process_with_another_name_that_was_given_the_pid() throws Exception {
    Process process = start("exec sleep 600", "java", data.resolve("postgres"));
    Path pidFile = writePidFile("postgres", process.pid() + "\n");

    leftovers.stop(data);

    assertThat(process.isAlive()).isTrue();
    assertThat(pidFile).doesNotExist();
    assertThat(messages).isEmpty();
  }

  @Test
  void does_not_stop_a_server_of_another_data_directory() throws Exception {
    Path other = Files.createDirectories(directory.resolve("other/postgres"));
    Process process = start("exec sleep 600", "postgres", other);
    Path pidFile = writePidFile("postgres", process.pid() + "\n");

    leftovers.stop(data);

    assertThat(process.isAlive()).isTrue();
    assertThat(pidFile).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not a pid\n", "4194305\n"})
  void deletes_a_pid_file_without_a_running_process(String content) throws Exception {
    Path pidFile = writePidFile("redis", content);

    leftovers.stop(data);

    assertThat(pidFile).doesNotExist();
    assertThat(messages).isEmpty();
  }

  @Test
  void accepts_a_data_directory_that_does_not_exist() {
    leftovers.stop(directory.resolve("missing"));

    assertThat(messages).isEmpty();
  }
}
