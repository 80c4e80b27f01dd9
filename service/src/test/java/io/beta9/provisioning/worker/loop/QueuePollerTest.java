package io.beta9.provisioning.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.operation.Operation;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.WorkNotifier;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.testing.SwitchableDataSource;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class QueuePollerTest {
  private static TestQueue queue;
  private static SwitchableDataSource database;

  /** The waits of the poller, in order: pauses, and waits for a notification. */
  private final List<String> waits = new ArrayList<>();

  private WorkNotifier.NotificationResult notification = WorkNotifier.NotificationResult.TIMED_OUT;
  private IntPredicate admits = running -> true;
  private final QueuePoller poller =
      new QueuePoller(
          "w-1",
          new OperationRepository(JdbcClient.create(database)),
          new ScriptedNotifier(),
          running -> admits.test(running),
          time -> waits.add("pause " + time));

  @BeforeAll
  static void start() {
    queue = new TestQueue(Servers.migratedDatabase());
    database = new SwitchableDataSource(queue.database);
    queue.worker("w-1", 1, 10, "here");
  }

  @AfterAll
  static void stop() {
    queue.database.close();
  }

  @BeforeEach
  void clear() {
    database.setAvailable(true);
    queue.jdbc.sql("delete from operations").update();
  }

  private final class ScriptedNotifier implements WorkNotifier {
    @Override
    public void publish(OperationId operation) {}

    @Override
    public NotificationResult await(Duration timeout) {
      waits.add("notification " + timeout);
      return notification;
    }

    @Override
    public void synchronize(List<OperationId> due) {}

    @Override
    public boolean isAvailable() {
      return true;
    }

    @Override
    public void close() {}
  }

  @Test
  void claims_a_waiting_operation_without_any_wait() throws Exception {
    Operation operation = queue.queued();

    assertThat(poller.next(0).orElseThrow().operation()).isEqualTo(operation.id());
    assertThat(waits).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"NOTIFIED", "TIMED_OUT"})
  void waits_for_a_notification_if_nothing_is_waiting(WorkNotifier.NotificationResult result)
      throws Exception {
    notification = result;

    assertThat(poller.next(0)).isEmpty();
    assertThat(waits).containsExactly("notification PT5S");
  }

  @Test
  void pauses_briefly_if_notifications_are_unavailable() throws Exception {
    notification = WorkNotifier.NotificationResult.UNAVAILABLE;

    assertThat(poller.next(0)).isEmpty();
    assertThat(waits).containsExactly("notification PT5S", "pause PT0.15S");
  }

  @Test
  void pauses_while_the_database_is_unavailable() throws Exception {
    queue.queued();
    database.setAvailable(false);

    assertThat(poller.next(0)).isEmpty();
    assertThat(waits).containsExactly("pause PT1S");
  }

  @Test
  void claims_nothing_and_takes_no_notification_while_the_host_admits_no_operation()
      throws Exception {
    queue.queued();
    admits = running -> running < 2;

    assertThat(poller.next(2)).isEmpty();
    assertThat(waits).containsExactly("pause PT1S");
    assertThat(poller.next(1)).isPresent();
  }
}
