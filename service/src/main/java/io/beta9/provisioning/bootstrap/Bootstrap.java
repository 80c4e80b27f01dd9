package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.InfraModel;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From an empty cluster to a Beta9 that answers, one method a step. Each can be called again after
 * it has been carried out, in part or in whole.
 */
public final class Bootstrap implements AutoCloseable {
  static final String BETA9 = "beta9";
  static final String BASELINE = "baseline";
  static final String BASELINE_NAMESPACE = "kube-system";

  private static final Logger log = LoggerFactory.getLogger(Bootstrap.class);

  private final ClusterAccess cluster;
  private final Releases releases;
  private final Workloads workloads;
  private final Gateway gateway;

  public Bootstrap(ClusterAccess cluster, HelmSettings helm) {
    this.cluster = cluster;
    this.releases = new Releases(new HelmClient(helm));
    this.workloads = new Workloads(cluster);
    this.gateway = new Gateway(cluster);
  }

  /** Waits until the API server answers and lets us in. */
  public void access(Watchman watch) throws InterruptedException {
    log.info("Bootstrapping Beta9 in cluster {}", cluster.coordinates().name());
    watch.progress().say("Bootstrapping Beta9 in cluster " + cluster.coordinates().name());
    String[] why = {""};
    Watchman.Outcome outcome =
        watch.await(
            () -> {
              try {
                cluster.client().namespaces().withName("default").get();
                return true;
              } catch (KubernetesClientException e) {
                if (e.getCode() == 403) {
                  throw Unreachable.refused(cluster, e);
                }
                why[0] = String.valueOf(e.getMessage());
                return false;
              }
            });
    if (outcome == Watchman.Outcome.LATE) {
      throw Unreachable.silent(cluster, why[0], new KubernetesClientException(why[0]));
    }
  }

  /** Waits for the nodes that must be there from the start. */
  public void nodes(InfraModel model, Watchman watch) throws InterruptedException {
    new Nodes(cluster)
        .awaitReady(model.systemNodes().desiredSize() + model.cpuNodes().desiredSize(), watch);
  }

  /** Installs what every cluster of ours needs, and does not wait for it. */
  public void installBaseline(InfraModel model, Watchman watch) throws InterruptedException {
    releases.ensure(
        cluster, BASELINE, BASELINE_NAMESPACE, BASELINE, ChartValues.baseline(model), watch);
  }

  /** Waits until the baseline runs. */
  public void awaitBaseline(Watchman watch) throws InterruptedException {
    workloads.awaitReady(BASELINE, BASELINE_NAMESPACE, watch);
  }

  /**
   * Installs Beta9, or brings it up to date, and waits until its gateway is healthy.
   *
   * @param exposed whether it may be reached from outside of the cluster: not before it is claimed,
   *     because the first who asks becomes its administrator
   */
  public void beta9(Beta9Inputs inputs, boolean exposed, Watchman watch)
      throws InterruptedException {
    releases.ensure(
        cluster, BETA9, Gateway.NAMESPACE, BETA9, ChartValues.beta9(inputs, exposed), watch);
    workloads.awaitReady(BETA9, Gateway.NAMESPACE, watch);
    awaitHealth(watch);
  }

  private void awaitHealth(Watchman watch) throws InterruptedException {
    if (watch.await(gateway::healthy) == Watchman.Outcome.LATE) {
      throw new FailureException(
          new Failure(
              FailureClass.BOOTSTRAP,
              "gateway-unhealthy",
              "Beta9's gateway runs and does not say that it is well",
              "its health check needs Redis and PostgreSQL, and one of them does not answer it",
              "Check the gateway's log, and the security groups between nodes, database and Redis, "
                  + "then retry"));
    }
  }

  /**
   * Claims Beta9 and gives its workspace the bucket. The token is kept before anything else is done
   * with it.
   */
  public void claim(AdminToken tokens, Beta9Inputs inputs) throws InterruptedException {
    Optional<AdminToken.Kept> kept = tokens.load();
    if (kept.isEmpty() || !gateway.knows(kept.get().token())) {
      Gateway.Claimed claimed = gateway.claim().orElseThrow(Bootstrap::claimedByAnother);
      tokens.save(new AdminToken.Kept(claimed.workspaceId(), claimed.token()));
      kept = tokens.load();
    }
    AdminToken.Kept token = kept.orElseThrow();
    InfraModel model = inputs.model();
    gateway.setStorage(
        new Gateway.Claimed(token.workspaceId(), token.token()),
        new Gateway.Storage(
            inputs.output("bucket_name"),
            model.region(),
            "https://s3." + model.region() + ".amazonaws.com",
            inputs.secrets().storageAccessKey(),
            inputs.secrets().storageSecretKey()));
  }

  private static FailureException claimedByAnother() {
    return new FailureException(
        new Failure(
            FailureClass.CONFLICT,
            "beta9-claimed-by-another",
            "Beta9 could not be claimed",
            "its database holds a workspace already, and the token that belongs to it is not in "
                + "Secrets Manager",
            "If the token is known, put it into the environment's admin-token secret; if not, "
                + "destroy the environment and make it again"));
  }

  /** Where Beta9 can be reached. */
  public record Door(String endpoint, String loadBalancer) {}

  /** Opens Beta9 to the outside, and waits for its load balancer. */
  public Door expose(Beta9Inputs inputs, Watchman watch) throws InterruptedException {
    beta9(inputs, true, watch);
    String[] host = {""};
    Watchman.Outcome outcome =
        watch.await(
            () -> {
              host[0] = loadBalancer().orElse("");
              return !host[0].isEmpty();
            });
    if (outcome == Watchman.Outcome.LATE) {
      throw new FailureException(
          new Failure(
              FailureClass.BOOTSTRAP,
              "no-load-balancer",
              "Beta9 has no load balancer",
              "AWS has given its service none in time",
              "Look at the events of the services in " + Gateway.NAMESPACE + ", then retry"));
    }
    InfraModel.Beta9 beta9 = inputs.model().beta9();
    return new Door(
        beta9.certificateArn() == null ? "http://" + host[0] : "https://" + beta9.domain(),
        host[0]);
  }

  private Optional<String> loadBalancer() {
    return cluster.client().services().inNamespace(Gateway.NAMESPACE).list().getItems().stream()
        .filter(service -> "LoadBalancer".equals(service.getSpec().getType()))
        .map(Bootstrap::hostname)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> hostname(Service service) {
    return service.getStatus() == null || service.getStatus().getLoadBalancer() == null
        ? Optional.empty()
        : service.getStatus().getLoadBalancer().getIngress().stream()
            .map(ingress -> ingress.getHostname())
            .filter(java.util.Objects::nonNull)
            .findFirst();
  }

  /** Proves that Beta9 is ready: healthy, claimed by us, and with its worker pools at work. */
  public void check(AdminToken tokens, Watchman watch) throws InterruptedException {
    awaitHealth(watch);
    AdminToken.Kept token = tokens.load().orElseThrow(Bootstrap::claimedByAnother);
    if (!gateway.knows(token.token())) {
      throw claimedByAnother();
    }
  }

  /** Removes from the cluster what would outlive it. */
  public void uninstall(Watchman watch) throws InterruptedException {
    new ClusterUninstall(cluster, releases).run(watch);
  }

  @Override
  public void close() {
    cluster.close();
  }
}
