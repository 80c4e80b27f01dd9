package io.beta9.provisioning.cloudsim.kubernetes.gateway;

import io.beta9.provisioning.cloudsim.Cloud;
import io.beta9.provisioning.cloudsim.kubernetes.AwsSide;
import io.beta9.provisioning.cloudsim.kubernetes.api.Json;
import io.beta9.provisioning.cloudsim.kubernetes.api.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.api.Meta;
import io.beta9.provisioning.cloudsim.kubernetes.api.Objects;
import io.beta9.provisioning.cloudsim.kubernetes.api.PodPrograms;
import io.beta9.provisioning.cloudsim.kubernetes.api.Services;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The programs of a cluster: Beta9's gateway and workers, and others of which little is known. */
public final class Programs implements PodPrograms {
  private static final int HTTP_PORT = 1994;

  private final Objects objects;
  private final Cloud cloud;
  private final AwsSide aws;
  private final Runnable changed;
  private final Workers workers;

  /**
   * Makes the programs of one cluster.
   *
   * @param changed lets the controllers act after a gateway has changed something by itself
   */
  public Programs(Objects objects, Cloud cloud, AwsSide aws, Runnable changed) {
    this.objects = objects;
    this.cloud = cloud;
    this.aws = aws;
    this.changed = changed;
    this.workers = new Workers(objects);
  }

  @Override
  public Outcome outcome(ObjectNode pod) {
    if (GatewayConfig.isGateway(pod)) {
      boolean crashes =
          !Services.isReady(pod) && GatewayConfig.isStarted(pod) && lastWords(pod).isPresent();
      return crashes ? new Outcome.Crashes(1) : new Outcome.Runs();
    }
    boolean ofJob =
        Meta.controller(pod)
            .map(owner -> owner.path("kind").asString("").equals("Job"))
            .orElse(false);
    return ofJob && !isWorker(pod) ? new Outcome.Completes() : new Outcome.Runs();
  }

  @Override
  public Optional<HttpConnection.Handler> listeningOn(ObjectNode pod, int port) {
    if (port != HTTP_PORT || !GatewayConfig.isGateway(pod) || !GatewayConfig.isStarted(pod)) {
      return Optional.empty();
    }
    try {
      GatewayConfig config = GatewayConfig.of(objects, pod);
      return Optional.of(
          new GatewayApi(
              objects.state().account(),
              config,
              database(pod, config),
              aws.objectStores(),
              aws.dataServices(),
              changed));
    } catch (GatewayConfig.Unreadable e) {
      return Optional.empty();
    }
  }

  @Override
  public String log(ObjectNode pod) {
    String name = Json.items(pod, "spec.containers").getFirst().path("name").asString("");
    if (!Json.text(pod, "status.phase").equals("Running")) {
      return Json.text(pod, "status.phase").equals("Succeeded") ? name + ": done\n" : "";
    }
    boolean crashing = !Services.isReady(pod);
    if (GatewayConfig.isGateway(pod)) {
      return lastWords(pod)
          .map(words -> "FTL " + words + "\n")
          .orElse(
              crashing
                  ? "panic: runtime error\n\ngoroutine 1 [running]:\nmain.main()\nexit status 1\n"
                  : "INF running gateway host=" + name + " http_port=" + HTTP_PORT + "\n");
    }
    return crashing ? name + ": fatal error\nexit status 1\n" : name + ": started\n";
  }

  /** Lets the gateways that are claimed and have storage keep their workers. */
  public void keepWorkers() {
    serving().forEach(gateway -> workers.keep(gateway.pod(), gateway.config()));
  }

  /** Whether a gateway is up, has its database and Redis, is claimed, and has storage. */
  public boolean isServing() {
    return !serving().isEmpty();
  }

  private record Serving(ObjectNode pod, GatewayConfig config) {}

  private List<Serving> serving() {
    List<Serving> serving = new ArrayList<>();
    for (ObjectNode pod : objects.list(Kinds.POD)) {
      if (GatewayConfig.isGateway(pod) && GatewayConfig.isStarted(pod) && Services.isReady(pod)) {
        try {
          GatewayConfig config = GatewayConfig.of(objects, pod);
          Beta9Database database = database(config);
          if (config.problems().isEmpty() && database.isClaimed() && database.hasStorage()) {
            serving.add(new Serving(pod, config));
          }
        } catch (GatewayConfig.Unreadable e) {
          // Its configuration has been taken away from under it: it serves nobody then.
          continue;
        }
      }
    }
    return serving;
  }

  /** Why a gateway ends as soon as it has started; empty where it does not. */
  private Optional<String> lastWords(ObjectNode pod) {
    try {
      GatewayConfig config = GatewayConfig.of(objects, pod);
      if (!config.redisHost().isEmpty() && !aws.dataServices().redisAnswers(config.redisHost())) {
        return Optional.of("failed to connect to redis at " + config.redisHost());
      }
      if (!config.databaseHost().isEmpty()
          && !aws.dataServices().postgresAnswers(config.databaseHost())) {
        return Optional.of("failed to connect to postgres at " + config.databaseHost());
      }
      return Optional.empty();
    } catch (GatewayConfig.Unreadable e) {
      return Optional.of("failed to load config: " + e.getMessage());
    }
  }

  /** Its init containers have run by now. */
  private Beta9Database database(ObjectNode pod, GatewayConfig config) {
    Beta9Database database = database(config);
    GatewayConfig.resetFor(pod).ifPresent(database::resetFor);
    return database;
  }

  private Beta9Database database(GatewayConfig config) {
    String account = objects.state().account();
    String region = objects.state().region();
    return cloud
        .store()
        .of(Beta9Databases.class, account, region, Beta9Databases::new)
        .at(config.databaseHost());
  }

  private static boolean isWorker(ObjectNode pod) {
    return Json.items(pod, "spec.containers").stream()
        .map(container -> container.path("image").asString(""))
        .anyMatch(image -> image.substring(image.lastIndexOf('/') + 1).startsWith("beta9-worker"));
  }
}
