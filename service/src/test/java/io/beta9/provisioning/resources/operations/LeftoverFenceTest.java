package io.beta9.provisioning.resources.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditTrail;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.resources.cleanup.AwsLeftoverRemover;
import io.beta9.provisioning.resources.inventory.Leftover;
import io.beta9.provisioning.resources.operations.LeftoverOperations.LeftoverRemoval;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository;
import io.beta9.provisioning.tfstate.operations.StateAccess;
import io.beta9.provisioning.tfstate.s3.StateStore;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.ec2.model.Vpc;
import tools.jackson.databind.json.JsonMapper;

/**
 * The removal of leftovers beside other requests, each in its own connection: nothing is deleted
 * after an operation was requested or the state has changed, and nothing changes during a deletion.
 */
class LeftoverFenceTest {
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private static final Caller ANN = new Caller(new TenantId("acme"), "key-1", "ann");
  private static final String EMPTY_STATE =
      """
      {"version": 4, "terraform_version": "1.11.4", "serial": %d, "lineage": "l", "outputs": {},
       "resources": []}
      """;

  private final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();
  private HikariDataSource database;
  private TestQueue queue;
  private EnvironmentId id;
  private StateBackend backend;
  private List<Leftover> existing;

  /** Executed before each deletion is decided on, with the number of those before it. */
  private Interference before = number -> {};

  /** Executed while the deletion is made. */
  private Interference during = number -> {};

  private int deletions;

  /** What another request does. */
  private interface Interference {
    void execute(int number);
  }

  @BeforeEach
  void start() {
    database = Servers.migratedDatabase();
    queue = new TestQueue(database);
    id = queue.queued().environment();
    queue.jdbc.sql("update operations set state = 'succeeded'").update();
    backend = StateBackend.of(SimulatedAccount.TARGET.location(), id.value(), "s3");
    queue
        .jdbc
        .sql(
            """
            update environments set status = 'ready', state_backend_config = :backend::jsonb,
              infra_model = :model::jsonb,
              meta_config = jsonb_set(jsonb_set(meta_config, '{cloud,role_arn}', :role::jsonb),
                '{cloud,external_id}', :external::jsonb)
            """)
        .param("backend", JsonMapper.shared().writeValueAsString(backend))
        .param("model", InfraModelJson.toJson(SimulatedAccount.model()))
        .param("role", "\"" + SimulatedAccount.TARGET.roleArn() + "\"")
        .param("external", "\"" + SimulatedAccount.EXTERNAL_ID + "\"")
        .update();
    new StateStore(cloud.session()).ensure(backend);
    writeState(1);
    existing =
        IntStream.range(0, 3)
            .mapToObj(
                i ->
                    cloud
                        .owner()
                        .ec2()
                        .createVpc(r -> r.cidrBlock("10." + i + ".0.0/16"))
                        .vpc()
                        .vpcId())
            .map(vpc -> new Leftover("ec2:vpc", vpc, "arn:" + vpc, true, ""))
            .toList();
  }

  @AfterEach
  void close() {
    database.close();
    cloud.close();
  }

  private void writeState(int serial) {
    cloud
        .owner()
        .s3()
        .putObject(
            r -> r.bucket(backend.bucket()).key(backend.key()),
            RequestBody.fromString(EMPTY_STATE.formatted(serial)));
  }

  private void operation(String state) {
    queue
        .jdbc
        .sql(
            """
            insert into operations (id, environment_id, tenant_id, kind, state, requested_by,
              finished_at)
            values ('op_ffffffffffff', :id, 'acme', 'update', :state, 'test',
              case when :state = 'succeeded' then now() end)
            """)
        .param("id", id.value())
        .param("state", state)
        .update();
  }

  private LeftoverRemoval remove() {
    // Removable is what a destroy has left.
    queue.jdbc.sql("update environments set status = 'destroyed'").update();
    return new LeftoverOperations(
            new StateAccess(
                queue.transactions, queue.environments, cloud.sessions(), JsonMapper.shared()),
            new OperationRepository(queue.jdbc),
            new KeptStateRepository(queue.jdbc),
            new EventRepository(queue.jdbc, JsonMapper.shared()),
            new AuditTrail(new AuditRepository(queue.jdbc)),
            new LeftoverOperations.AccountResources(
                session -> scope -> existing,
                (session, fence) ->
                    new AwsLeftoverRemover(
                        cloud.owner(),
                        deletion -> {
                          before.execute(deletions);
                          return fence.execute(
                              () -> {
                                during.execute(deletions++);
                                deletion.run();
                              });
                        })))
        .remove(ANN.withReason("cleaning up"), id, false);
  }

  private List<String> left() {
    List<String> ids = existing.stream().map(Leftover::id).toList();
    return cloud.owner().ec2().describeVpcs().vpcs().stream()
        .map(Vpc::vpcId)
        .filter(ids::contains)
        .toList();
  }

  @Test
  void removes_what_is_left_if_nothing_else_happens() {
    assertThat(remove().removed()).hasSize(3);
    assertThat(left()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"waiting", "succeeded"})
  void deletes_nothing_more_after_an_operation_was_requested(String state) {
    before =
        number -> {
          if (number == 1 && deletions == 1 && left().size() == 2) {
            operationOnce(state);
          }
        };

    LeftoverRemoval result = remove();

    assertThat(result.removed()).hasSize(1);
    assertThat(result.remaining())
        .extracting(Leftover::detail)
        .containsExactly(
            "not deleted: an operation has been requested since it was listed",
            "not deleted: an operation has been requested since it was listed");
    assertThat(left()).hasSize(2);
    assertThat(
            queue
                .jdbc
                .sql("select count(*) from events where kind = 'leftovers-removed'")
                .query(Integer.class)
                .single())
        .as("what was deleted is recorded")
        .isEqualTo(1);
  }

  private void operationOnce(String state) {
    if (queue
            .jdbc
            .sql("select count(*) from operations where id = 'op_ffffffffffff'")
            .query(Integer.class)
            .single()
        == 0) {
      operation(state);
    }
  }

  @Test
  void deletes_nothing_after_the_state_was_written() {
    before = number -> writeState(2);

    assertThat(remove().removed()).isEmpty();
    assertThat(left()).hasSize(3);
  }

  @Test
  void deletes_nothing_while_the_state_is_locked() {
    before =
        number ->
            cloud
                .owner()
                .s3()
                .putObject(
                    r -> r.bucket(backend.bucket()).key(backend.key() + ".tflock"),
                    RequestBody.fromString(
                        """
                        {"ID": "lock-1", "Operation": "OperationTypeApply", "Who": "bob@laptop",
                         "Version": "1", "Created": "2026-01-01T00:00:00Z", "Info": ""}
                        """));

    assertThat(remove().removed()).isEmpty();
    assertThat(left()).hasSize(3);
  }

  @Test
  void no_operation_can_be_requested_during_a_deletion_but_between_two() {
    List<String> rejected = new ArrayList<>();
    during =
        number -> {
          assertThatThrownBy(this::lockAsAnotherRequestDoes)
              .isInstanceOfSatisfying(
                  SQLException.class,
                  e -> assertThat(e.getSQLState()).isEqualTo(LOCK_NOT_AVAILABLE));
          rejected.add("deletion " + number);
        };
    before =
        number -> {
          try {
            lockAsAnotherRequestDoes();
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        };

    assertThat(remove().removed()).hasSize(3);
    assertThat(rejected).containsExactly("deletion 0", "deletion 1", "deletion 2");
  }

  /** Locks the environment in a second connection, without waiting. */
  private void lockAsAnotherRequestDoes() throws SQLException {
    try (Connection other = database.getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.executeQuery(
          "select 1 from environments where id = '" + id.value() + "' for update nowait");
      other.rollback();
    }
  }
}
