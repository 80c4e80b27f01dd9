package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.bootstrap.Bootstrap;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterProgressText;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.bootstrap.helm.Beta9Inputs;
import io.beta9.provisioning.cloud.CloudCluster;
import io.beta9.provisioning.connection.Beta9Connection;
import io.beta9.provisioning.environment.StoredJson;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.catalog.SmokeTest;
import io.beta9.provisioning.metaconfig.change.MetaConfigUpdate;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.provider.secrets.EnvironmentSecrets;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventLog;
import io.beta9.provisioning.worker.pipeline.BackgroundTask;
import io.beta9.provisioning.worker.role.ClaimGuard;
import io.beta9.provisioning.worker.role.EnvironmentRecord;
import io.beta9.provisioning.worker.role.StepLog;
import io.beta9.provisioning.worker.role.StepTiming;
import io.beta9.provisioning.worker.role.StepWait;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The steps that install, verify and uninstall what runs in the cluster. */
final class ClusterSteps {
  private static final Logger log = LoggerFactory.getLogger(ClusterSteps.class);
  private static final String NAME = "cluster_name";
  private static final String ENDPOINT = "cluster_endpoint";
  private static final String AUTHORITY = "cluster_certificate_authority";

  /** The outputs with the coordinates of the cluster. */
  static final List<String> COORDINATES = List.of(NAME, ENDPOINT, AUTHORITY);

  private static final String LOG_STREAM = "kubernetes";

  /**
   * Stores the coordinates of the cluster as the cloud reports them, and the Kubernetes version
   * that Terraform has moved control plane, add-ons and nodes to; waits for its API.
   */
  void access(
      ClusterConnection connection,
      String kubernetesVersion,
      EnvironmentRecord environment,
      StepTiming timing,
      StepLog log)
      throws InterruptedException {
    CloudCluster cluster = connection.cluster();
    ClusterAccess.Coordinates coordinates = cluster.coordinates();
    environment.mergeOutputs(
        JsonNodeFactory.instance
            .objectNode()
            .put(NAME, coordinates.name())
            .put(ENDPOINT, coordinates.endpoint())
            .put(AUTHORITY, coordinates.certificateAuthority())
            .put(MetaConfigUpdate.KUBERNETES_VERSION_OUTPUT, kubernetesVersion));
    try (Bootstrap bootstrap = connection.open(cluster)) {
      bootstrap.awaitApiServer(waitContext(timing, log));
    }
  }

  /** Restores the add-ons first: nodes need that of the network. */
  void nodes(
      ClusterConnection connection,
      ClaimGuard guard,
      StepTiming timing,
      EventLog events,
      StepLog log)
      throws InterruptedException {
    CloudCluster cluster = connection.cluster();
    try (Bootstrap bootstrap = connection.open(cluster)) {
      List<String> restored =
          bootstrap.restoreAddOns(cluster.addOns(), guard::requireHeld, waitContext(timing, log));
      if (!restored.isEmpty()) {
        events.append(new EventData.AddOnsRestored(String.join(", ", restored)));
      }
      bootstrap.awaitNodes(connection.model(), cluster.nodeGroupHealth(), waitContext(timing, log));
    }
  }

  /**
   * Installs the baseline while Terraform creates the rest. A failure is only logged: the step
   * installs it again.
   */
  void baselineInAdvance(ClusterConnection connection, StepTiming timing, StepLog stepLog) {
    try (Bootstrap bootstrap = connection.open()) {
      WaitContext wait = waitContext(timing, stepLog);
      bootstrap.awaitApiServer(wait);
      bootstrap.installBaseline(connection.model(), false, wait);
    } catch (FailureException e) {
      log.info("Installing the baseline in advance failed: {}", e.failure().why());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void baseline(
      ClusterConnection connection, BackgroundTask inAdvance, StepTiming timing, StepLog log)
      throws InterruptedException {
    boolean installed = inAdvance.await(timing.deadline());
    try (Bootstrap bootstrap = connection.open()) {
      WaitContext wait = waitContext(timing, log);
      bootstrap.installBaseline(connection.model(), !installed, wait);
      bootstrap.awaitBaseline(wait);
    }
  }

  void beta9(
      ClusterConnection connection,
      EnvironmentSecrets secrets,
      EnvironmentRecord environment,
      StepTiming timing,
      EventLog events,
      StepLog log)
      throws InterruptedException {
    RunnerPin.ensure(
        connection.model(), environment, connection.account()::newestRunnerVersion, events, log);
    try (Bootstrap bootstrap = connection.open()) {
      bootstrap.installBeta9(
          inputs(connection.model(), secrets, environment, timing), waitContext(timing, log));
    }
  }

  void claim(
      ClusterConnection connection,
      EnvironmentSecrets secrets,
      EnvironmentRecord environment,
      ClaimGuard guard,
      StepTiming timing,
      StepLog log)
      throws InterruptedException {
    try (Bootstrap bootstrap = connection.open()) {
      bootstrap.claim(
          new SecretToken(secrets),
          inputs(connection.model(), secrets, environment, timing),
          waitContext(timing, log));
      boolean stored =
          bootstrap.ensureUserToken(
              new SecretToken(secrets),
              new SecretUserToken(secrets.userToken(), guard),
              waitContext(timing, log));
      secrets.encryptTokensLikeOthers();
      environment.mergeOutputs(
          JsonNodeFactory.instance.objectNode().put(Beta9Connection.USER_TOKEN_OUTPUT, stored));
    }
  }

  void expose(
      ClusterConnection connection,
      EnvironmentSecrets secrets,
      EnvironmentRecord environment,
      StepTiming timing,
      StepLog log)
      throws InterruptedException {
    CloudCluster cluster = connection.cluster();
    try (Bootstrap bootstrap = connection.open(cluster)) {
      Bootstrap.ExternalEndpoint endpoint =
          bootstrap.expose(
              inputs(connection.model(), secrets, environment, timing),
              cluster.loadBalancerListeners(),
              waitContext(timing, log));
      ObjectNode outputs = JsonNodeFactory.instance.objectNode();
      outputs.put("beta9_endpoint", endpoint.url());
      outputs.put(Beta9Connection.LOAD_BALANCER_OUTPUT, endpoint.loadBalancer());
      environment.mergeOutputs(outputs);
    }
  }

  void check(
      ClusterConnection connection,
      EnvironmentSecrets secrets,
      EnvironmentRecord environment,
      StepTiming timing,
      StepLog log)
      throws InterruptedException {
    try (Bootstrap bootstrap = connection.open()) {
      bootstrap.verify(
          new SecretToken(secrets),
          inputs(connection.model(), secrets, environment, timing),
          smokeTest(connection.model(), environment),
          waitContext(timing, log));
      ObjectNode outputs = JsonNodeFactory.instance.objectNode();
      outputs.put("beta9_healthy", true);
      secrets
          .adminToken()
          .ifPresent(token -> outputs.put(Beta9Connection.WORKSPACE_OUTPUT, token.workspaceId()));
      environment.mergeOutputs(outputs);
    }
  }

  void drain(ClusterConnection connection, Set<String> nodeGroups, StepTiming timing, StepLog log)
      throws InterruptedException {
    try (Bootstrap bootstrap = connection.open()) {
      bootstrap.drain(nodeGroups, waitContext(timing, log));
    }
  }

  /** What was requested, and at least what the environment's model asks for. */
  private static SmokeTest smokeTest(InfraModel model, EnvironmentRecord environment) {
    SmokeTest standard = model.beta9().smoke();
    return environment
        .requestedSmokeTest()
        .filter(requested -> requested.compareTo(standard) > 0)
        .orElse(standard);
  }

  /** Uninstalls everything from the cluster, if there is one, before it is destroyed. */
  void uninstall(ClusterConnection connection, StepTiming timing, StepLog log)
      throws InterruptedException {
    Optional<CloudCluster> cluster = connection.find();
    if (cluster.isEmpty()) {
      log.append(LOG_STREAM, "there is no cluster to uninstall from");
      return;
    }
    try (Bootstrap bootstrap = connection.open(cluster.get())) {
      bootstrap.uninstall(waitContext(timing, log));
    }
  }

  private static WaitContext waitContext(StepTiming timing, StepLog log) {
    StepWait wait = timing.beginWait();
    return new WaitContext(
        timing.clock(),
        timing.clock().instant().plus(timing.deadline()),
        () -> {
          // Every wait in a cluster polls this.
          wait.poll();
          return timing.isStopRequested();
        },
        report -> {
          String message = ClusterProgressText.sentence(report);
          log.append(LOG_STREAM, message);
          wait.reason(message);
        });
  }

  private static Beta9Inputs inputs(
      InfraModel model,
      EnvironmentSecrets secrets,
      EnvironmentRecord environment,
      StepTiming timing)
      throws InterruptedException {
    EnvironmentSecrets.DatabaseSecret database = secrets.database();
    EnvironmentSecrets.StorageKey storage =
        secrets.ensureStorageKey(model.storageUserName(), timing::pause);
    StoredJson outputs = environment.current().outputs();
    return new Beta9Inputs(
        RunnerPin.applied(model, outputs),
        outputs.toTree(),
        new Beta9Inputs.Beta9Secrets(
            database.username(),
            database.password(),
            secrets.redis().authToken(),
            secrets.encryptionKey().key(),
            storage.accessKeyId(),
            storage.secretAccessKey()));
  }
}
