package io.beta9.provisioning.cloudsim.kubernetes.gateway;

import io.beta9.provisioning.cloudsim.cloud.Cloud;
import io.beta9.provisioning.cloudsim.kubernetes.aws.AwsBackend;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpConnection;
import io.beta9.provisioning.cloudsim.kubernetes.node.PodPrograms;
import io.beta9.provisioning.cloudsim.kubernetes.node.Pods;
import io.beta9.provisioning.cloudsim.kubernetes.resource.ResourceOperations;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The behavior of the programs in a cluster: Beta9's gateway and workers, and a default for all
 * other images.
 */
public final class Beta9Programs implements PodPrograms {
  private static final int HTTP_PORT = 1994;
  private static final String ROLE_ANNOTATION = "eks.amazonaws.com/role-arn";
  private static final Duration BUILD_WORKER_LIMIT = Duration.ofMinutes(5);

  private final ObjectStore store;
  private final Cloud cloud;
  private final AwsBackend aws;
  private final Runnable onChange;
  private final WorkerJobs workerJobs;

  /**
   * Creates the programs of one cluster.
   *
   * @param onChange called after a gateway changed its own state, so that the controllers run
   */
  public Beta9Programs(
      ObjectStore store,
      ResourceOperations operations,
      Cloud cloud,
      AwsBackend aws,
      Runnable onChange) {
    this.store = store;
    this.cloud = cloud;
    this.aws = aws;
    this.onChange = onChange;
    this.workerJobs = new WorkerJobs(store, operations);
  }

  @Override
  public Outcome outcome(ObjectNode pod) {
    if (GatewayConfig.isGateway(pod)) {
      boolean starts = !Pods.isReady(pod) && GatewayConfig.runsGateway(pod);
      boolean crashes = starts && startupError(pod).isPresent();
      if (starts && !crashes) {
        resetDatabase(pod);
      }
      return crashes ? new Outcome.Crashes(1) : new Outcome.Runs();
    }
    boolean isJobPod =
        ObjectMeta.controllerReference(pod)
            .map(owner -> owner.path("kind").asString("").equals("Job"))
            .orElse(false);
    return isJobPod && !isWorker(pod) ? new Outcome.Completes() : new Outcome.Runs();
  }

  @Override
  public Optional<HttpConnection.Handler> findListener(ObjectNode pod, int port) {
    if (port != HTTP_PORT || !GatewayConfig.isGateway(pod) || !GatewayConfig.runsGateway(pod)) {
      return Optional.empty();
    }
    try {
      GatewayConfig config = GatewayConfig.fromPod(store, pod);
      return Optional.of(
          new FaultyGateway(
              cloud,
              new GatewayApi(
                  new GatewayContext(
                      store.state().account(),
                      store.state().region(),
                      config,
                      databaseOf(config),
                      aws.bucketAccess(),
                      aws.dataServices(),
                      aws.imageRegistry(),
                      gatewayRole(pod),
                      this::hasWorker,
                      buildWorkerLimit(),
                      store.clock(),
                      onChange))));
    } catch (GatewayConfig.UnreadableException e) {
      return Optional.empty();
    }
  }

  private Optional<String> gatewayRole(ObjectNode pod) {
    return store
        .find(
            Kinds.SERVICE_ACCOUNT,
            ObjectMeta.namespace(pod),
            Json.text(pod, "spec.serviceAccountName"))
        .map(account -> Json.at(account, "metadata.annotations").path(ROLE_ANNOTATION))
        .filter(JsonNode::isString)
        .map(JsonNode::stringValue);
  }

  private boolean hasWorker(String pool) {
    return store.list(Kinds.POD).stream()
        .filter(pod -> pool.equals(ObjectMeta.labels(pod).get(WorkerJobs.POOL_LABEL)))
        .anyMatch(Pods::isReady);
  }

  /** How long a build waits for its worker; the latency {@code beta9:build-worker} overrides it. */
  private Duration buildWorkerLimit() {
    Duration limit = cloud.latency("beta9:build-worker");
    return limit.isZero() ? BUILD_WORKER_LIMIT : limit;
  }

  @Override
  public String log(ObjectNode pod) {
    String name = Json.items(pod, "spec.containers").getFirst().path("name").asString("");
    if (!Json.text(pod, "status.phase").equals("Running")) {
      return Json.text(pod, "status.phase").equals("Succeeded") ? name + ": done\n" : "";
    }
    boolean crashing = !Pods.isReady(pod);
    if (GatewayConfig.isGateway(pod)) {
      return startupError(pod)
          .map(message -> "FTL " + message + "\n")
          .orElse(
              crashing
                  ? "panic: runtime error\n\ngoroutine 1 [running]:\nmain.main()\nexit status 1\n"
                  : "INF running gateway host=" + name + " http_port=" + HTTP_PORT + "\n");
    }
    String started = crashing ? name + ": fatal error\nexit status 1\n" : name + ": started\n";
    return isWorker(pod) ? started + workerLog() : started;
  }

  private String workerLog() {
    return servingGateways().stream()
        .flatMap(gateway -> databaseOf(gateway.config()).contents().workerLog().stream())
        .distinct()
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  /** Creates the workers that the serving gateways lack. */
  public void reconcileWorkers() {
    servingGateways()
        .forEach(
            gateway ->
                workerJobs.reconcile(
                    gateway.pod(),
                    gateway.config(),
                    databaseOf(gateway.config()).contents().busyPools()));
  }

  /**
   * Returns whether a gateway is ready, validly configured, claimed, and configured with storage.
   */
  public boolean isServing() {
    return !servingGateways().isEmpty();
  }

  private record ServingGateway(ObjectNode pod, GatewayConfig config) {}

  private List<ServingGateway> servingGateways() {
    List<ServingGateway> serving = new ArrayList<>();
    for (ObjectNode pod : store.list(Kinds.POD)) {
      if (GatewayConfig.isGateway(pod) && GatewayConfig.runsGateway(pod) && Pods.isReady(pod)) {
        try {
          GatewayConfig config = GatewayConfig.fromPod(store, pod);
          Beta9Database database = databaseOf(config);
          if (config.validationErrors().isEmpty()
              && database.isClaimed()
              && database.hasStorage()) {
            serving.add(new ServingGateway(pod, config));
          }
        } catch (GatewayConfig.UnreadableException e) {
          // The configuration was deleted after the gateway started.
        }
      }
    }
    return serving;
  }

  /** Returns why the gateway exits immediately after its start, or empty if it keeps running. */
  private Optional<String> startupError(ObjectNode pod) {
    try {
      GatewayConfig config = GatewayConfig.fromPod(store, pod);
      if (!config.redisHost().isEmpty()
          && !aws.dataServices().isRedisReachable(config.redisHost())) {
        return Optional.of("failed to connect to redis at " + config.redisHost());
      }
      if (!config.databaseHost().isEmpty()
          && !aws.dataServices().isPostgresReachable(config.databaseHost())) {
        return Optional.of("failed to connect to postgres at " + config.databaseHost());
      }
      return Optional.empty();
    } catch (GatewayConfig.UnreadableException e) {
      return Optional.of("failed to load config: " + e.getMessage());
    }
  }

  /** Init containers run before the gateway starts, while an older pod may still serve requests. */
  private void resetDatabase(ObjectNode pod) {
    Optional<String> marker = GatewayConfig.resetMarker(pod);
    if (marker.isPresent()) {
      try {
        databaseOf(GatewayConfig.fromPod(store, pod)).resetOnce(marker.get());
      } catch (GatewayConfig.UnreadableException e) {
        throw new IllegalStateException("a gateway started without its configuration", e);
      }
    }
  }

  private Beta9Database databaseOf(GatewayConfig config) {
    String account = store.state().account();
    String region = store.state().region();
    return cloud
        .store()
        .getOrCreate(Beta9Databases.class, account, region, Beta9Databases::new)
        .forHost(config.databaseHost());
  }

  private static boolean isWorker(ObjectNode pod) {
    return Json.items(pod, "spec.containers").stream()
        .map(container -> container.path("image").asString(""))
        .anyMatch(image -> image.substring(image.lastIndexOf('/') + 1).startsWith("beta9-worker"));
  }
}
