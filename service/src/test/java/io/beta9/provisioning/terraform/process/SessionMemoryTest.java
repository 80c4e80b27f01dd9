package io.beta9.provisioning.terraform.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionMemoryTest {
  @TempDir private Path processes;

  private void process(int pid, String program, int session, String status) throws IOException {
    Path directory = Files.createDirectories(processes.resolve(Integer.toString(pid)));
    Files.writeString(
        directory.resolve("stat"),
        "%d (%s) S 1 %d %d 0 -1 4194560\n".formatted(pid, program, session, session));
    Files.writeString(directory.resolve("status"), status);
  }

  private static String anonymous(long kib) {
    return "Name:\tx\nVmRSS:\t  999999 kB\nRssAnon:\t  %d kB\nRssFile:\t 5 kB\n".formatted(kib);
  }

  @Test
  void adds_the_memory_of_all_processes_of_the_session() throws IOException {
    process(100, "sh", 100, anonymous(1));
    process(101, "terraform", 100, anonymous(200));
    process(102, "provider) S (1", 100, anonymous(30));
    process(200, "terraform", 200, anonymous(7000));

    assertThat(SessionMemory.residentBytes(processes, 100)).isEqualTo(231 * 1024);
  }

  @Test
  void ignores_processes_that_end_while_they_are_read() throws IOException {
    process(100, "sh", 100, anonymous(1));
    Files.createDirectories(processes.resolve("101"));
    process(102, "terraform", 100, "Name:\tzombie\nState:\tZ (zombie)\n");
    Files.createDirectories(processes.resolve("self"));

    assertThat(SessionMemory.residentBytes(processes, 100)).isEqualTo(1024);
  }

  @Test
  void is_zero_without_such_a_session() throws IOException {
    assertThat(SessionMemory.residentBytes(processes, 100)).isZero();
    assertThat(SessionMemory.residentBytes(processes.resolve("missing"), 100)).isZero();
  }
}
