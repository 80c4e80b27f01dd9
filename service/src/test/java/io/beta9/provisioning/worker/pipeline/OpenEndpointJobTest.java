package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.app.job.OpenEndpointJob;
import io.beta9.provisioning.cloud.aws.AwsAccounts;
import io.beta9.provisioning.operation.TerminationEvidence;
import io.beta9.provisioning.testing.ProcessLifetime;
import io.beta9.provisioning.testing.ProcessLifetime.Point;
import io.beta9.provisioning.timeline.EventRepository;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Private Kubernetes APIs that no operation closes, because its worker has died at some point. */
class OpenEndpointJobTest {
  private static final String OPEN = "eks:endpoint of <prefix> open to [198.51.100.7/32]";
  private static final String PRIVATE = "eks:endpoint of <prefix> private";

  @TempDir static Path folder;

  private WorkerTestServers servers;
  private WorkerScenario scenario;

  @BeforeEach
  void open() {
    servers = WorkerTestServers.withPrivateApi(folder);
    scenario = servers.environment();
  }

  @AfterEach
  void close() {
    scenario.close();
    servers.close();
  }

  /** The worker dies while the cluster is open to it. */
  private void dieWhileOpen() {
    Point creation = new Point("CreateNodegroup", 1);
    ProcessLifetime lifetime =
        ProcessLifetime.crashingAfter(creation, ProcessLifetime.Terraform.TERMINATES);
    scenario.work(lifetime);
    assertThat(lifetime.hasEndedByCrash()).isTrue();
    scenario.releaseDead(new TerminationEvidence.ProcessGone());
    assertThat(endpoint()).isEqualTo(OPEN);
  }

  private void run() {
    job().run();
  }

  private OpenEndpointJob job() {
    return new OpenEndpointJob(
        servers.transactions(),
        servers.jdbc(),
        servers.environments(),
        new EventRepository(servers.jdbc(), JsonMapper.shared()),
        new AwsAccounts(servers.cloud().sessions()));
  }

  private String endpoint() {
    return scenario.ending().account().stream()
        .filter(line -> line.startsWith("eks:endpoint"))
        .findFirst()
        .orElse("");
  }

  /** Lets this time pass since everything that has been recorded. */
  private void pass(Duration time) {
    for (String change :
        List.of(
            "events set at = at - make_interval(secs => :time) where environment_id = :id",
            "operations set not_before = not_before - make_interval(secs => :time)"
                + " where environment_id = :id",
            "workers set renewed_at = renewed_at - make_interval(secs => :time)"
                + " where cast(:id as text) is not null")) {
      servers
          .jdbc()
          .sql("update " + change)
          .param("time", (double) time.toSeconds())
          .param("id", scenario.id().value())
          .update();
    }
  }

  private List<EventKind> endpointEvents() {
    return scenario.events().stream()
        .flatMap(
            event ->
                Stream.of(
                        EventKind.ENDPOINT_OPENED,
                        EventKind.ENDPOINT_CLOSED,
                        EventKind.ENDPOINT_LEFT_OPEN)
                    .filter(event::is))
        .toList();
  }

  private void endOperation() {
    servers
        .jdbc()
        .sql(
            "update operations set state = 'cancelled', worker_id = null where environment_id ="
                + " :id")
        .param("id", scenario.id().value())
        .update();
  }

  @ParameterizedTest
  @CsvSource({"299, false", "300, true"})
  void closes_the_api_if_no_worker_continues_for_five_minutes(long seconds, boolean closed) {
    dieWhileOpen();
    pass(Duration.ofSeconds(seconds - 1));
    if (closed) {
      pass(Duration.ofSeconds(1));
    }

    run();

    assertThat(endpoint()).isEqualTo(closed ? PRIVATE : OPEN);
  }

  @Test
  void closes_that_of_a_suspended_tenant() {
    dieWhileOpen();
    servers.jdbc().sql("update tenants set state = 'suspended'").update();
    pass(OpenEndpointJob.INTERVAL);

    run();

    assertThat(endpoint()).isEqualTo(PRIVATE);
  }

  @ParameterizedTest
  @CsvSource({"4, open", "6, closed"})
  void closes_it_before_an_attempt_that_is_not_due_soon(int minutes, String expected) {
    dieWhileOpen();
    pass(OpenEndpointJob.INTERVAL);
    servers
        .jdbc()
        .sql(
            "update operations set not_before = now() + make_interval(mins => :minutes)"
                + " where environment_id = :id")
        .param("minutes", minutes)
        .param("id", scenario.id().value())
        .update();

    run();

    assertThat(endpoint()).isEqualTo(expected.equals("open") ? OPEN : PRIVATE);
  }

  @Test
  void an_operation_that_continues_later_opens_it_again_and_closes_it() {
    dieWhileOpen();
    pass(OpenEndpointJob.INTERVAL);
    run();

    scenario.work(ProcessLifetime.withoutFaults());

    assertThat(scenario.ending().environment()).contains("status ready");
    assertThat(endpoint()).isEqualTo(PRIVATE);
    assertThat(endpointEvents()).last().isEqualTo(EventKind.ENDPOINT_CLOSED);
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 14})
  void an_operation_counts_as_running_as_long_as_its_worker_may_be_alive(int minutes) {
    ProcessLifetime sleeper = ProcessLifetime.pausingAfter(new Point("CreateNodegroup", 1));
    CompletableFuture<Void> end = scenario.begin(sleeper);
    assertThat(sleeper.awaitPaused()).isTrue();
    pass(Duration.ofMinutes(minutes));

    run();

    assertThat(endpoint()).isEqualTo(minutes == 12 ? OPEN : PRIVATE);
    scenario.killTerraform();
    sleeper.resume();
    end.join();
  }

  @Test
  void records_that_it_is_closed_once_and_only_when_nothing_can_open_it_again() {
    dieWhileOpen();
    servers.jdbc().sql("update processes set ended_at = now()").update();
    pass(OpenEndpointJob.INTERVAL);
    run();
    run();
    assertThat(endpointEvents())
        .as("its operation waits")
        .containsExactly(EventKind.ENDPOINT_OPENED);

    endOperation();
    servers.jdbc().sql("update processes set ended_at = null").update();
    run();
    assertThat(endpointEvents()).as("Terraform may run").containsExactly(EventKind.ENDPOINT_OPENED);

    servers.jdbc().sql("update processes set ended_at = now()").update();
    run();
    pass(OpenEndpointJob.INTERVAL);
    run();
    assertThat(endpointEvents())
        .containsExactly(EventKind.ENDPOINT_OPENED, EventKind.ENDPOINT_CLOSED);
  }

  @Test
  void records_once_why_it_cannot_be_closed_and_tries_again() {
    dieWhileOpen();
    pass(OpenEndpointJob.INTERVAL);
    servers.jdbc().sql("update accounts set external_id = 'another-id'").update();

    run();
    pass(OpenEndpointJob.INTERVAL);
    run();

    assertThat(endpoint()).isEqualTo(OPEN);
    assertThat(endpointEvents())
        .containsExactly(EventKind.ENDPOINT_OPENED, EventKind.ENDPOINT_LEFT_OPEN);
  }

  @Test
  void environments_that_cannot_be_closed_do_not_keep_others_open() {
    dieWhileOpen();
    servers.jdbc().sql("update accounts set external_id = 'another-id'").update();
    endOperation();
    WorkerScenario broken = scenario;
    try (WorkerScenario other = servers.environment()) {
      scenario = other;
      dieWhileOpen();
      // It has waited longer, whatever is recorded about it.
      servers
          .jdbc()
          .sql("update events set at = at - interval '1 hour' where environment_id = :id")
          .param("id", broken.id().value())
          .update();
      pass(OpenEndpointJob.INTERVAL);
      OpenEndpointJob job = job();

      job.run(1);
      servers
          .jdbc()
          .sql("update events set at = at - interval '1 hour' where environment_id = :id")
          .param("id", broken.id().value())
          .update();
      job.run(1);

      assertThat(endpoint()).isEqualTo(PRIVATE);
    } finally {
      scenario = broken;
    }
  }

  @Test
  void does_nothing_while_a_worker_claims_the_operation() throws SQLException {
    dieWhileOpen();
    pass(OpenEndpointJob.INTERVAL);
    try (Connection other = servers.connection();
        Statement claim = other.createStatement()) {
      other.setAutoCommit(false);
      claim.executeQuery(
          "select 1 from operations where environment_id = '"
              + scenario.id().value()
              + "' for update");

      run();

      assertThat(endpoint()).isEqualTo(OPEN);
      other.rollback();
    }
  }

  @Test
  void leaves_an_api_alone_that_has_become_public() {
    dieWhileOpen();
    pass(OpenEndpointJob.INTERVAL);
    servers
        .jdbc()
        .sql(
            "update environments set infra_model ="
                + " jsonb_set(infra_model, '{cluster,endpoint,access}', '\"public\"')")
        .update();

    run();

    assertThat(endpoint()).isEqualTo(OPEN);
  }
}
