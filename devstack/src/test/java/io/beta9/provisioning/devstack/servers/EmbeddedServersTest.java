package io.beta9.provisioning.devstack.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts the real PostgreSQL and Redis. */
class EmbeddedServersTest {
  @TempDir Path directory;

  @Test
  void starts_in_a_path_with_spaces_and_its_servers_are_found_by_their_pid_files()
      throws Exception {
    Path data = directory.resolve("a data directory");
    List<String> messages = new ArrayList<>();
    try (EmbeddedServers servers = EmbeddedServers.start(data)) {
      assertThat(servers.redisUrl()).startsWith("redis://127.0.0.1:");
      long postgres = firstNumber(EmbeddedServers.postgresPidFile(data));
      long redis = firstNumber(EmbeddedServers.redisPidFile(data));

      new LeftoverServers(messages::add).stop(data);

      assertThat(ProcessHandle.of(postgres)).isEmpty();
      assertThat(ProcessHandle.of(redis).filter(ProcessHandle::isAlive)).isEmpty();
      assertThat(messages)
          .containsExactly(
              "Stopping PostgreSQL of an earlier run (pid " + postgres + ") ...",
              "Stopping Redis of an earlier run (pid " + redis + ") ...");
    }
    try (EmbeddedServers again = EmbeddedServers.start(data)) {
      assertThat(again.databaseUrl()).isNotEmpty();
    }
  }

  private static long firstNumber(Path pidFile) throws Exception {
    return Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
  }
}
