package io.beta9.provisioning.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LogRepositoryTest {
  private static HikariDataSource database;
  private static TestQueue queue;

  @BeforeAll
  static void start() {
    database = Servers.migratedDatabase();
    queue = new TestQueue(database);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @Test
  void of_a_line_of_a_megabyte_the_beginning_and_the_end_are_stored() {
    queue.queued();
    Claim claim = queue.operations.claimNext(queue.worker("w-1", 1, 10, "here").id()).orElseThrow();
    LogRepository logs = new LogRepository(queue.jdbc);
    String line = "Error: it failed, " + "x".repeat(1_000_000) + ": access denied";

    logs.append(claim, "apply", "terraform", List.of(line, "a\u0000b"));

    List<LogLine> stored = logs.after(claim.tenant(), claim.environment(), 0, 10);
    assertThat(stored.getFirst().text())
        .startsWith("Error: it failed, xxx")
        .endsWith("xxx: access denied")
        .hasSizeLessThanOrEqualTo(8 * 1024);
    assertThat(stored.getLast().text()).isEqualTo("a\uFFFDb");
  }
}
