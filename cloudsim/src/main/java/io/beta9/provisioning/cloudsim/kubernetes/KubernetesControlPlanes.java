package io.beta9.provisioning.cloudsim.kubernetes;

import io.beta9.provisioning.cloudsim.cloud.Cloud;
import io.beta9.provisioning.cloudsim.cloud.ClusterControlPlanes;
import io.beta9.provisioning.cloudsim.kubernetes.aws.AwsBackend;
import io.beta9.provisioning.cloudsim.kubernetes.http.TlsIdentity;
import io.beta9.provisioning.cloudsim.kubernetes.store.ClusterState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the control planes of all simulated clusters.
 *
 * <p>{@link #setNodes}, {@link #stop} and the changes of add-ons are asynchronous. This prevents a
 * deadlock in which an AWS service waits for a cluster while the cluster waits for that service.
 */
public final class KubernetesControlPlanes implements ClusterControlPlanes, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KubernetesControlPlanes.class);
  private static final Duration RECONCILE_INTERVAL = Duration.ofMillis(200);

  private record Key(String account, String region, String cluster) {}

  private final Cloud cloud;
  private final InstantSource clock;
  private final AwsBackend aws;
  private final Runnable onChange;
  private final Map<Key, Cluster> running = new ConcurrentHashMap<>();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("kubernetes-planes").factory());

  /**
   * Creates an instance without clusters.
   *
   * @param clock the simulated time; tokens are validated against the system clock because clients
   *     sign them with it
   * @param onChange called after every change of the state of a cluster
   */
  public KubernetesControlPlanes(
      Cloud cloud, InstantSource clock, AwsBackend aws, Runnable onChange) {
    this.cloud = cloud;
    this.clock = clock;
    this.aws = aws;
    this.onChange = onChange;
    long intervalMillis = RECONCILE_INTERVAL.toMillis();
    var unused =
        executor.scheduleWithFixedDelay(
            this::reconcileAll, intervalMillis, intervalMillis, TimeUnit.MILLISECONDS);
  }

  /** Starts the clusters whose states the store retained from an earlier run. */
  public void resume() {
    for (ClusterStates states : cloud.store().findAll(ClusterStates.class)) {
      for (ClusterState state : states.all()) {
        startCluster(state);
      }
    }
  }

  @Override
  public Endpoint start(String account, String region, String cluster, String kubernetesVersion) {
    ClusterStates states = states(account, region);
    ClusterState state =
        states
            .find(cluster)
            .orElseGet(
                () -> {
                  ClusterState created =
                      new ClusterState(
                          account,
                          region,
                          cluster,
                          kubernetesVersion,
                          // Clients validate the certificate against the system clock.
                          TlsIdentity.create(cluster, Instant.now()));
                  states.put(created);
                  return created;
                });
    return startCluster(state).endpoint();
  }

  @Override
  public void update(String account, String region, String cluster, String kubernetesVersion) {
    states(account, region)
        .find(cluster)
        .ifPresent(state -> state.setKubernetesVersion(kubernetesVersion));
  }

  @Override
  public void setNodes(String account, String region, String cluster, NodeGroupNodes group) {
    change(account, region, cluster, found -> found.setNodeGroup(group));
  }

  @Override
  public void installAddOn(
      String account, String region, String cluster, String addOn, String version) {
    change(account, region, cluster, found -> found.installAddOn(addOn, version));
  }

  @Override
  public void removeAddOn(String account, String region, String cluster, String addOn) {
    change(account, region, cluster, found -> found.removeAddOn(addOn));
  }

  private void change(String account, String region, String name, Consumer<Cluster> change) {
    executor.execute(
        () -> {
          Cluster found = running.get(new Key(account, region, name));
          if (found != null) {
            runAndLogFailure(() -> change.accept(found));
          }
        });
  }

  @Override
  public void stop(String account, String region, String cluster) {
    states(account, region).remove(cluster);
    Cluster found = running.remove(new Key(account, region, cluster));
    if (found != null) {
      executor.execute(found::close);
    }
  }

  /**
   * Returns whether the cluster has a Beta9 gateway that is ready, connected to its data stores,
   * claimed, and configured with storage.
   */
  public boolean isServingBeta9(String account, String region, String cluster) {
    Cluster found = running.get(new Key(account, region, cluster));
    return found != null && found.isServingBeta9();
  }

  /** Stops all API servers. The states of the clusters remain in the store. */
  @Override
  public void close() {
    executor.shutdownNow();
    running.values().forEach(Cluster::close);
    running.clear();
  }

  private Cluster startCluster(ClusterState state) {
    return running.computeIfAbsent(
        new Key(state.account(), state.region(), state.name()),
        key -> {
          EksTokenAuthenticator tokens =
              new EksTokenAuthenticator(
                  key.account(),
                  key.region(),
                  key.cluster(),
                  aws.callers(),
                  InstantSource.system());
          try {
            return new Cluster(state, cloud, clock, aws, tokens, onChange);
          } catch (IOException e) {
            throw new UncheckedIOException(
                "the API server of cluster " + key.cluster() + " could not listen", e);
          }
        });
  }

  private void reconcileAll() {
    running.values().forEach(cluster -> runAndLogFailure(cluster::reconcile));
  }

  private static void runAndLogFailure(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      // A failure in one cluster must not affect the others.
      log.error("Reconciling a simulated cluster failed", e);
    }
  }

  private ClusterStates states(String account, String region) {
    return cloud.store().getOrCreate(ClusterStates.class, account, region, ClusterStates::new);
  }
}
