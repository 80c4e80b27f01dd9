package io.beta9.provisioning.cloudsim.kubernetes;

import io.beta9.provisioning.cloudsim.Cloud;
import io.beta9.provisioning.cloudsim.ClusterPlanes;
import io.beta9.provisioning.cloudsim.kubernetes.api.ClusterState;
import io.beta9.provisioning.cloudsim.kubernetes.http.TlsIdentity;
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
 * <p>{@link #nodes} and {@link #stop} return before their work is done, so that AWS never waits for
 * a cluster while the cluster waits for AWS.
 */
public final class KubernetesPlanes implements ClusterPlanes, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KubernetesPlanes.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  private record Key(String account, String region, String cluster) {}

  private final Cloud cloud;
  private final InstantSource clock;
  private final AwsSide aws;
  private final Runnable changed;
  private final Map<Key, Cluster> running = new ConcurrentHashMap<>();
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("kubernetes-planes").factory());

  /**
   * Makes planes without clusters.
   *
   * @param clock the simulated cloud's time; tokens are looked at by the real one, as they are
   *     signed by it
   * @param changed told whenever something in a cluster is not what it was
   */
  public KubernetesPlanes(Cloud cloud, InstantSource clock, AwsSide aws, Runnable changed) {
    this.cloud = cloud;
    this.clock = clock;
    this.aws = aws;
    this.changed = changed;
    long pause = BETWEEN_LOOKS.toMillis();
    var unused = worker.scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.MILLISECONDS);
  }

  /** Starts the clusters that a store kept from an earlier run. */
  public void resume() {
    for (ClusterStates states : cloud.store().all(ClusterStates.class)) {
      for (ClusterState state : states.all()) {
        run(state);
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
    return run(state).endpoint();
  }

  @Override
  public void nodes(
      String account,
      String region,
      String cluster,
      String nodeGroup,
      int desired,
      String instanceType,
      Map<String, String> labels) {
    worker.execute(
        () -> {
          Cluster found = running.get(new Key(account, region, cluster));
          if (found != null) {
            attempt(() -> found.nodes(nodeGroup, desired, instanceType, labels));
          }
        });
  }

  @Override
  public void stop(String account, String region, String cluster) {
    states(account, region).remove(cluster);
    Cluster found = running.remove(new Key(account, region, cluster));
    if (found != null) {
      worker.execute(found::close);
    }
  }

  /** Whether the cluster's Beta9 gateway is up, connected, claimed, and has storage. */
  public boolean servesBeta9(String account, String region, String cluster) {
    Cluster found = running.get(new Key(account, region, cluster));
    return found != null && found.servesBeta9();
  }

  /** Stops all API servers; what is in them stays in the store. */
  @Override
  public void close() {
    worker.shutdownNow();
    running.values().forEach(Cluster::close);
    running.clear();
  }

  private Cluster run(ClusterState state) {
    return running.computeIfAbsent(
        new Key(state.account(), state.region(), state.name()),
        key -> {
          EksTokens tokens =
              new EksTokens(
                  key.account(), key.region(), key.cluster(), aws.tokens(), InstantSource.system());
          try {
            return new Cluster(state, cloud, clock, aws, tokens, changed);
          } catch (IOException e) {
            throw new UncheckedIOException("cluster " + key.cluster() + " cannot listen", e);
          }
        });
  }

  private void look() {
    running.values().forEach(cluster -> attempt(cluster::settle));
  }

  private static void attempt(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      // One cluster's trouble must not stop the clock of the others.
      log.error("The controllers of a simulated cluster failed", e);
    }
  }

  private ClusterStates states(String account, String region) {
    return cloud.store().of(ClusterStates.class, account, region, ClusterStates::new);
  }
}
