package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.json.FailureJson;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.Operation;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.TerminationEvidence;
import io.beta9.provisioning.testing.ProcessLifetime;
import io.beta9.provisioning.timeline.StoredEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One environment in its own account, with workers that may die. */
final class WorkerScenario implements AutoCloseable {
  private final WorkerTestServers servers;
  private final EnvironmentId id;
  private final InfraModel model;
  private final AwsSession session;
  private int bootstrapsBefore;
  private String worker;

  WorkerScenario(
      WorkerTestServers servers, EnvironmentId id, InfraModel model, AwsSession session) {
    this.servers = servers;
    this.id = id;
    this.model = model;
    this.session = session;
  }

  EnvironmentId id() {
    return id;
  }

  /** The number of completed bootstraps when the last worker started. */
  int bootstrapsBefore() {
    return bootstrapsBefore;
  }

  InfraModel model() {
    return model;
  }

  AwsSession session() {
    return session;
  }

  /** Requests a destroy. */
  void requestDestroy() {
    servers
        .transactions()
        .executeWithoutResult(
            status -> {
              var environment =
                  servers.environments().lock(WorkerTestServers.TENANT, id).orElseThrow();
              servers.environments().transition(environment, Transition.REQUEST_DESTROY);
              servers.operations().insert(operation(OperationKind.DESTROY));
            });
  }

  /** Returns the events of the environment, oldest first. */
  List<StoredEvent> events() {
    return StoredEvent.of(servers.jdbc(), id.value());
  }

  Operation operation(OperationKind kind) {
    return new Operation(
        OperationId.random(servers.random()),
        id,
        WorkerTestServers.TENANT,
        kind,
        1,
        "test",
        Instant.EPOCH);
  }

  /** Claims the waiting operation with a new worker and executes it in this lifetime. */
  void work(ProcessLifetime lifetime) {
    execute(lifetime, arrive());
  }

  /** Claims and executes in a new thread. */
  CompletableFuture<Void> begin(ProcessLifetime lifetime) {
    String fresh = arrive();
    return CompletableFuture.runAsync(
        () -> execute(lifetime, fresh), task -> Thread.ofVirtual().name(fresh).start(task));
  }

  private String arrive() {
    worker = servers.newWorker();
    bootstrapsBefore = servers.clusters().closed(model.resourcePrefix());
    return worker;
  }

  private void execute(ProcessLifetime lifetime, String self) {
    lifetime.run(
        () -> {
          Optional<Claim> claim = servers.operations().claimNext(self);
          claim.ifPresent(servers.pipeline()::execute);
        });
  }

  /** Kills Terraform, as its supervisor does when the lease has expired. */
  void killTerraform() {
    servers.terraforms().kill(id);
  }

  /** Releases the claims of the worker because of this evidence of its termination. */
  void releaseDead(TerminationEvidence evidence) {
    servers.releaseDead(worker, evidence);
  }

  /** Returns whether the operation waits for another attempt. */
  boolean isPostponed() {
    return servers
            .jdbc()
            .sql("select count(*) from operations where environment_id = :id and state = 'waiting'")
            .param("id", id.value())
            .query(Integer.class)
            .single()
        == 1;
  }

  /** Makes the next attempt due. */
  void makeDue() {
    servers
        .jdbc()
        .sql("update operations set not_before = now() where environment_id = :id")
        .param("id", id.value())
        .update();
  }

  /** Returns where its state is. */
  StateBackend backend() {
    return StateBackend.of(session.target().location(), id.value(), "s3");
  }

  /** Returns the failures of the environment and of its operations. */
  List<Failure> failures() {
    return servers
        .jdbc()
        .sql(
            """
            select failure::text from operations where environment_id = :id and failure is not null
            union all
            select failure::text from environments where id = :id and failure is not null
            """)
        .param("id", id.value())
        .query(String.class)
        .list()
        .stream()
        .map(FailureJson::read)
        .toList();
  }

  OperationEnd ending() {
    return OperationEnd.of(servers, this);
  }

  @Override
  public void close() {
    servers.remove(this);
  }
}
