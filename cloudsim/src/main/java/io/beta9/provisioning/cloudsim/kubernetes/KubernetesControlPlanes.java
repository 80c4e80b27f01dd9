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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the API servers of all simulated clusters.
 *
 * <p>{@link #setNodes} and {@link #stop} return before their work is done, so that AWS never waits
 * for a cluster while the cluster waits for AWS.
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
   * Makes planes without clusters.
   *
   * @param clock the simulated cloud's time; tokens are looked at by the real one, as they are
   *     signed by it
   * @param changed told whenever something in a cluster is not what it was
   */
  public KubernetesControlPlanes(
      Cloud cloud, InstantSource clock, AwsBackend aws, Runnable changed) {
    this.cloud = cloud;
    this.clock = clock;
    this.aws = aws;
    this.onChange = changed;
    long pause = RECONCILE_INTERVAL.toMillis();
    var unused =
        executor.scheduleWithFixedDelay(this::reconcileAll, pause, pause, TimeUnit.MILLISECONDS);
  }

  /** Starts the clusters that a store kept from an earlier run. */
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
                  ClusterState made =
                      new ClusterState(
                          account,
                          region,
                          cluster,
                          kubernetesVersion,
                          // Real clients look at it with real clocks.
                          TlsIdentity.create(cluster, Instant.now()));
                  states.put(made);
                  return made;
                });
    return startCluster(state).endpoint();
  }

  @Override
  public void setNodes(
      String account,
      String region,
      String cluster,
      String nodeGroup,
      int desired,
      String instanceType,
      Map<String, String> labels) {
    executor.execute(
        () -> {
          Cluster found = running.get(new Key(account, region, cluster));
          if (found != null) {
            runAndLogFailure(() -> found.nodes(nodeGroup, desired, instanceType, labels));
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

  /** Whether the cluster's Beta9 gateway is up, connected, claimed, and has storage. */
  public boolean isServingBeta9(String account, String region, String cluster) {
    Cluster found = running.get(new Key(account, region, cluster));
    return found != null && found.isServingBeta9();
  }

  /** Stops all API servers; what is in them stays in the store. */
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
            throw new UncheckedIOException("cluster " + key.cluster() + " cannot listen", e);
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
      // One cluster's trouble must not stop the clock of the others.
      log.error("The controllers of a simulated cluster failed", e);
    }
  }

  private ClusterStates states(String account, String region) {
    return cloud.store().getOrCreate(ClusterStates.class, account, region, ClusterStates::new);
  }
}
