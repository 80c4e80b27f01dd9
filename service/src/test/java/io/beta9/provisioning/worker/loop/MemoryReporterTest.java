package io.beta9.provisioning.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.beta9.provisioning.apimodel.report.QueueReport;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.report.QueueReports;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryReporterTest {
  private static final long GIBIBYTE = 1L << 30;

  private final AtomicLong used = new AtomicLong(GIBIBYTE);
  private TestQueue queue;
  private MemoryReporter reporter;

  @BeforeEach
  void start() {
    queue = new TestQueue(Servers.migratedDatabase());
    RegisteredWorker self = queue.worker("w-self", 1, 10, "here");
    reporter = new MemoryReporter(self.id(), queue.workers, used::get, () -> 4 * GIBIBYTE);
  }

  @AfterEach
  void stop() {
    queue.database.close();
  }

  private QueueReport.WorkerLine reported() {
    return new QueueReports(queue.jdbc).now().workers().getFirst();
  }

  @Test
  void the_report_of_the_queue_has_the_latest_values_of_each_worker() {
    assertThat(reported().memoryUsedBytes()).as("not reported yet").isNull();
    reporter.report();
    used.set(3 * GIBIBYTE);
    reporter.report();
    assertThat(reported().memoryUsedBytes()).isEqualTo(3 * GIBIBYTE);
    assertThat(reported().memoryLimitBytes()).isEqualTo(4 * GIBIBYTE);
  }

  @Test
  void a_worker_continues_without_a_database() {
    queue.database.close();
    assertThatCode(reporter::report).doesNotThrowAnyException();
  }
}
