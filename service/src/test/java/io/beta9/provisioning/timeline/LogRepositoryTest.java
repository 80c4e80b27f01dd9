package io.beta9.provisioning.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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

  private static Claim claim(String worker) {
    queue.queued();
    return queue.operations.claimNext(queue.worker(worker, 1, 10, "here").id()).orElseThrow();
  }

  @Test
  void a_page_ends_at_its_total_length_and_no_line_is_missed() {
    Claim claim = claim("w-2");
    LogRepository logs = new LogRepository(queue.jdbc);
    List<String> lines =
        IntStream.range(0, 50).mapToObj(number -> number + " " + "x".repeat(1_000)).toList();
    logs.append(claim, "apply", "terraform", lines);

    List<String> read = new ArrayList<>();
    List<LogLine> page;
    long last = 0;
    do {
      page = logs.after(claim.tenant(), claim.environment(), last, 1_000, 10_000);
      assertThat(page.stream().mapToInt(line -> line.text().length()).sum()).isLessThan(11_100);
      page.forEach(line -> read.add(line.text()));
      last = page.isEmpty() ? last : page.getLast().seq();
    } while (!page.isEmpty());

    assertThat(read).isEqualTo(lines);
    assertThat(logs.after(claim.tenant(), claim.environment(), 0, 3, 1)).hasSize(1);
    assertThat(logs.after(claim.tenant(), claim.environment(), 0, 1_000)).hasSize(50);
  }

  @Test
  void stores_the_beginning_and_the_end_of_a_line_of_a_megabyte() {
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
