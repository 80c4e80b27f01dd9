package io.beta9.provisioning.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.CloudAccess;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.environment.EnvironmentRepository.NewEnvironment;
import io.beta9.provisioning.environment.StoredJson;
import io.beta9.provisioning.operation.Operation;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;
import tools.jackson.databind.json.JsonMapper;

class EventRepositoryTest {
  private static final TenantId TENANT = new TenantId("acme");
  private static final EnvironmentId ENVIRONMENT = new EnvironmentId("env_000000000001");
  private static final OperationId OPERATION = new OperationId("op_000000000001");

  private static HikariDataSource database;
  private static TestQueue queue;
  private static EventRepository events;

  @BeforeAll
  static void start() {
    database = Servers.migratedDatabase();
    queue = new TestQueue(database);
    events = new EventRepository(queue.jdbc, JsonMapper.shared());
    new EnvironmentRepository(queue.jdbc, JsonMapper.shared())
        .insertWithFirstEvent(
            new NewEnvironment(
                ENVIRONMENT,
                TENANT,
                "demo",
                "aws",
                "us-east-1",
                "123456789012",
                new CloudAccess(null, null, null, null),
                new StoredJson("{}"),
                new StoredJson("{}"),
                new StoredJson("{}"),
                "ann"));
    queue.operations.insert(
        new Operation(
            OPERATION, ENVIRONMENT, TENANT, OperationKind.PROVISION, 1, "ann", Instant.EPOCH));
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @Test
  void the_first_event_has_number_one_and_later_ones_follow() {
    events.insertFirst(TENANT, ENVIRONMENT, OPERATION, new EventData.Requested("ann"));
    events.append(TENANT, ENVIRONMENT, OPERATION, new EventData.Requested("bob"));
    events.append(TENANT, ENVIRONMENT, null, new EventData.Requested("eve"));

    List<Event> stored = events.after(TENANT, ENVIRONMENT, 0, 10);

    assertThat(stored).extracting(Event::seq).containsExactly(1L, 2L, 3L);
    assertThat(stored)
        .extracting(event -> event.data().get("user").asString())
        .containsExactly("ann", "bob", "eve");
    assertThat(stored)
        .extracting(Event::operationId)
        .containsExactly(OPERATION.value(), OPERATION.value(), null);
    assertThatThrownBy(
            () -> events.insertFirst(TENANT, ENVIRONMENT, OPERATION, new EventData.Requested("x")))
        .isInstanceOf(DuplicateKeyException.class);
  }
}
