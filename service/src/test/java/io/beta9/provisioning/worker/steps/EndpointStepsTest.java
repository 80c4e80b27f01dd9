package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.bootstrap.cluster.PublicEndpoint;
import io.beta9.provisioning.cloud.CloudCluster;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.metaconfig.network.WorkerNetworks;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimLostException;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.worker.role.InMemoryEnvironment;
import io.beta9.provisioning.worker.role.ManualTiming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Opening and closing a private Kubernetes API, with a fake of the cluster. */
class EndpointStepsTest {
  private static final InfraModel PUBLIC = SimulatedAccount.model();
  private static final InfraModel PRIVATE = withPrivateEndpoint(PUBLIC, "10.9.0.0/16");
  private static final String WORKER = "198.51.100.7/32";
  private static final List<String> TEMPORARY = List.of(WORKER);
  private static final WorkerNetworks OUTSIDE = WorkerNetworks.of(WORKER, "");

  private static final Claim CLAIM =
      new Claim(
          new OperationId("op_000000000001"),
          SimulatedAccount.ID,
          InMemoryEnvironment.TENANT,
          OperationKind.UPDATE,
          "w-1",
          1,
          1);

  private final FakeEndpoint endpoint = new FakeEndpoint();
  private final ManualTiming timing = new ManualTiming(Duration.ofMinutes(30));
  private final List<EventData> events = new ArrayList<>();
  private boolean claimLost;

  EndpointStepsTest() {
    timing.onPause(endpoint::proceed);
  }

  private static InfraModel withPrivateEndpoint(InfraModel model, String cidr) {
    ObjectNode json = (ObjectNode) JsonMapper.shared().readTree(InfraModelJson.toJson(model));
    ((ObjectNode) json.path("cluster"))
        .putObject("endpoint")
        .put("access", "private")
        .putArray("allowed_cidrs")
        .add(cidr);
    return InfraModelJson.fromJson(json.toString());
  }

  /** An endpoint whose changes take two polls, in a worker that dies at one of its calls. */
  private static final class FakeEndpoint implements PublicEndpoint {
    private boolean open;
    private Set<String> admitted = Set.of("0.0.0.0/0");
    private int changing;
    private int calls;
    private int lastCall = Integer.MAX_VALUE;
    private boolean ignoresChanges;
    private final List<Set<String>> opened = new ArrayList<>();

    /** The worker dies before its next call, or after it has taken effect. */
    private static final class WorkerDied extends Error {
      private static final long serialVersionUID = 1;
    }

    void proceed() {
      changing = Math.max(0, changing - 1);
    }

    private void call(Runnable effect) {
      if (calls++ == lastCall) {
        throw new WorkerDied();
      }
      effect.run();
      if (calls++ == lastCall) {
        throw new WorkerDied();
      }
    }

    @Override
    public Access access() {
      call(() -> {});
      return new Access(changing > 0, open, admitted);
    }

    @Override
    public void open(Collection<String> blocks) {
      call(
          () -> {
            requireUnchanging();
            opened.add(Set.copyOf(blocks));
            change(true);
            admitted = Set.copyOf(blocks);
          });
    }

    @Override
    public void close() {
      call(
          () -> {
            requireUnchanging();
            change(false);
          });
    }

    private void change(boolean toOpen) {
      if (!ignoresChanges) {
        open = toOpen;
      }
      changing = 2;
    }

    /** EKS makes one change at a time. */
    private void requireUnchanging() {
      assertThat(changing).as("changes that are being made").isZero();
    }
  }

  private Optional<CloudCluster> cluster() {
    return Optional.of(new RecordingCluster(new RecordingBootstrap(), true, endpoint));
  }

  private EndpointSteps steps() {
    return new EndpointSteps(
        () -> {
          if (claimLost) {
            throw new ClaimLostException(CLAIM);
          }
        },
        events::add,
        new EndpointSteps.EndpointWait(timing.clock(), timing.deadline(), timing::pause));
  }

  private void openAndClose() throws InterruptedException {
    steps().open(cluster(), TEMPORARY);
    assertThat(endpoint.open).as("open while the operation uses it").isTrue();
    assertThat(endpoint.admitted).containsExactly(WORKER);
    steps().close(cluster(), PRIVATE);
  }

  @Test
  void opens_the_api_to_the_workers_only_and_closes_it() throws Exception {
    openAndClose();

    assertThat(endpoint.open).isFalse();
    assertThat(endpoint.opened).containsExactly(Set.of(WORKER));
    assertThat(events)
        .containsExactly(
            new EventData.EndpointOpened(WORKER),
            new EventData.EndpointClosed(PRIVATE.resourcePrefix()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17})
  void the_next_attempt_after_a_crash_at_any_call_closes_the_api(int lastCall) throws Exception {
    endpoint.lastCall = lastCall;
    try {
      openAndClose();
    } catch (FakeEndpoint.WorkerDied e) {
      if (endpoint.open) {
        assertThat(events).as("what is open was recorded").isNotEmpty();
      }
    }

    endpoint.lastCall = Integer.MAX_VALUE;
    openAndClose();

    assertThat(endpoint.open).isFalse();
    assertThat(endpoint.opened).allMatch(Set.of(WORKER)::equals);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void a_later_operation_that_opens_nothing_closes_what_a_dead_worker_left(int lastCall)
      throws Exception {
    endpoint.lastCall = lastCall;
    try {
      steps().open(cluster(), TEMPORARY);
    } catch (FakeEndpoint.WorkerDied e) {
      assertThat(endpoint.calls).isPositive();
    }

    endpoint.lastCall = Integer.MAX_VALUE;
    steps().open(cluster(), List.of());
    steps().close(cluster(), PRIVATE);

    assertThat(endpoint.open).isFalse();
  }

  @Test
  void replaces_other_addresses_that_were_admitted() throws Exception {
    endpoint.open = true;

    steps().open(cluster(), TEMPORARY);

    assertThat(endpoint.admitted).containsExactly(WORKER);
  }

  @Test
  void leaves_a_public_api_and_a_missing_cluster_as_they_are() throws Exception {
    endpoint.open = true;

    steps().close(cluster(), PUBLIC);
    steps().close(Optional.empty(), PRIVATE);
    steps().open(Optional.empty(), TEMPORARY);

    assertThat(endpoint.open).isTrue();
    assertThat(endpoint.calls).isZero();
    assertThat(events).isEmpty();
  }

  @Test
  void a_worker_that_has_lost_its_claim_changes_nothing() {
    claimLost = true;

    assertThatThrownBy(() -> steps().open(cluster(), TEMPORARY))
        .isInstanceOf(ClaimLostException.class);
    assertThat(endpoint.opened).isEmpty();
    endpoint.open = true;
    assertThatThrownBy(() -> steps().close(cluster(), PRIVATE))
        .isInstanceOf(ClaimLostException.class);
    assertThat(endpoint.open).isTrue();
  }

  @Test
  void a_change_that_aws_does_not_make_is_a_failure() {
    endpoint.open = true;
    endpoint.ignoresChanges = true;

    assertThatThrownBy(() -> steps().close(cluster(), PRIVATE))
        .isInstanceOfSatisfying(
            FailureException.class,
            e ->
                assertThat(e.failure().code()).isEqualTo(FailureCode.CLUSTER_ENDPOINT_NOT_CHANGED));
    assertThat(events).isEmpty();
  }

  @Test
  void a_change_that_takes_longer_than_the_step_is_a_failure() {
    endpoint.changing = 1;
    timing.onPause(() -> {});

    assertThatThrownBy(() -> steps().close(cluster(), PRIVATE))
        .isInstanceOfSatisfying(
            FailureException.class,
            e ->
                assertThat(e.failure().code()).isEqualTo(FailureCode.CLUSTER_ENDPOINT_NOT_CHANGED));
    assertThat(timing.elapsed()).isEqualTo(Duration.ofMinutes(30));
  }

  @Test
  void what_cannot_be_closed_after_a_failure_is_an_event() throws Exception {
    FakeAccount account = new FakeAccount();
    account.setCluster(cluster().orElseThrow());
    endpoint.open = true;
    endpoint.ignoresChanges = true;

    steps().closeAfterFailure(connection(account));

    assertThat(events)
        .singleElement()
        .isInstanceOfSatisfying(
            EventData.EndpointLeftOpen.class,
            left -> assertThat(left.cluster()).isEqualTo(PRIVATE.resourcePrefix()));

    events.clear();
    endpoint.ignoresChanges = false;
    steps().closeAfterFailure(connection(account));
    assertThat(events).containsExactly(new EventData.EndpointClosed(PRIVATE.resourcePrefix()));
  }

  private static ClusterConnection connection(FakeAccount account) {
    return new ClusterConnection(account, PRIVATE, (a, b, c) -> new RecordingBootstrap(), null);
  }

  @ParameterizedTest
  @EnumSource(OperationKind.class)
  void every_operation_on_a_private_api_without_a_route_opens_it(OperationKind kind) {
    assertThat(EndpointSteps.temporary(PRIVATE, OUTSIDE, kind)).containsExactly(WORKER);
    assertThat(EndpointSteps.temporary(PUBLIC, OUTSIDE, kind)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10.9.0.4/32, 10.0.0.0/8, false",
    // The private address of the worker is not admitted.
    "10.8.0.4/32, 10.0.0.0/8, true",
    // The network is not connected.
    "10.9.0.4/32, 10.9.0.0/16, true",
  })
  void an_update_opens_nothing_if_the_workers_reach_the_private_endpoint(
      String source, String reachable, boolean opens) {
    WorkerNetworks workers = WorkerNetworks.of(WORKER + "," + source, reachable);

    assertThat(EndpointSteps.temporary(PRIVATE, workers, OperationKind.UPDATE).isEmpty())
        .isNotEqualTo(opens);
    assertThat(EndpointSteps.temporary(PRIVATE, workers, OperationKind.PROVISION))
        .as("no network is connected with a VPC that is being created")
        .containsExactly(WORKER);
  }
}
