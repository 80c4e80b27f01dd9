package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterTokens;
import io.beta9.provisioning.bootstrap.gateway.AdminTokenStore;
import io.beta9.provisioning.bootstrap.gateway.Gateway;
import io.beta9.provisioning.bootstrap.gateway.WorkspaceToken;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.testing.ProcessLifetime;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Fake clusters of a test: their Helm releases and the Beta9 that runs in them. */
public final class FakeClusters implements Bootstrap.BootstrapFactory {
  private final SimulatedAccount cloud;
  private final Map<String, Cluster> clusters = new ConcurrentHashMap<>();
  private volatile @Nullable Failure failInstallations;

  public FakeClusters(SimulatedAccount cloud) {
    this.cloud = cloud;
  }

  /** Makes installations of Beta9 fail with this failure from now on; null: they succeed again. */
  public void failInstallations(@Nullable Failure failure) {
    failInstallations = failure;
  }

  void throwIfFailing() {
    Failure failure = failInstallations;
    if (failure != null) {
      throw new FailureException(failure);
    }
  }

  /** Records a completed call to a cluster; its response may get lost. */
  static void after(String call) {
    ProcessLifetime.recordCall(call, FakeClusters::noAnswer);
  }

  static FailureException noAnswer() {
    return new FailureException(
        Failure.of(FailureCode.CLUSTER_UNREACHABLE)
            .about("beta9")
            .with(FailureParameter.REPORTED, "connection reset by peer"));
  }

  /** A revision of a release. */
  static final class Revision {
    final int number;
    final ObjectNode values;
    String status;

    Revision(int number, String status, ObjectNode values) {
      this.number = number;
      this.status = status;
      this.values = values;
    }
  }

  /** One cluster. */
  static final class Cluster {
    final String account;
    final String name;
    final Map<String, List<Revision>> releases = new LinkedHashMap<>();
    final Database database = new Database();
    BooleanSupplier reachable = () -> true;
    boolean exposed;
    int closed;

    Cluster(String account, String name) {
      this.account = account;
      this.name = name;
    }

    /** Returns the number of the newest revision; 0 if the release does not exist. */
    int newestRevision(String release) {
      List<Revision> revisions = releases.getOrDefault(release, List.of());
      return revisions.isEmpty() ? 0 : revisions.getLast().number;
    }

    /** Rejects a change like helm-runner if the release was changed since the caller read it. */
    void requireRevision(String release, int expected) {
      if (newestRevision(release) != expected) {
        throw new FailureException(
            Failure.of(FailureCode.HELM_CHANGED)
                .about(release)
                .with(FailureParameter.ACTION, "upgrade"));
      }
    }
  }

  /** The state of Beta9 outside the cluster. */
  static final class Database {
    AdminTokenStore.@Nullable StoredToken administrator;
    Gateway.@Nullable Storage storage;
    final List<WorkspaceToken> tokens = new ArrayList<>();
    final Set<String> resets = new HashSet<>();

    void resetFor(String mark) {
      if (resets.add(mark)) {
        administrator = null;
        tokens.clear();
        storage = null;
      }
    }
  }

  /**
   * Makes a cluster accessible. A private one answers only while it is open to the workers, like
   * the real API server without a route to its network.
   */
  public void register(CloudTarget target, InfraModel model) {
    String name = model.resourcePrefix();
    register(target.accountId(), name);
    if (model.cluster().endpoint().isPrivate()) {
      AwsSession owner = cloud.sessionOfOwner(target);
      clusters.get(name).reachable =
          () ->
              owner
                  .eks()
                  .describeCluster(r -> r.name(name))
                  .cluster()
                  .resourcesVpcConfig()
                  .endpointPublicAccess();
    }
  }

  /** Makes a cluster accessible. */
  public void register(String account, String name) {
    clusters.put(name, new Cluster(account, name));
  }

  public void remove(String name) {
    clusters.remove(name);
  }

  /** Returns the number of closed bootstraps of this cluster. */
  public int closed(String name) {
    Cluster cluster = clusters.get(name);
    synchronized (cluster) {
      return cluster.closed;
    }
  }

  /** Waits until more than this many bootstraps of the cluster are closed. */
  public void awaitClosed(String name, int moreThan) {
    Cluster cluster = clusters.get(name);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    synchronized (cluster) {
      while (cluster.closed <= moreThan && System.nanoTime() < end) {
        try {
          cluster.wait(100);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private static void close(Cluster cluster) {
    synchronized (cluster) {
      cluster.closed++;
      cluster.notifyAll();
    }
  }

  /** Returns a short description of the releases and of Beta9. */
  public List<String> describe(String name, String token, String userToken, String storageKey) {
    Cluster cluster = clusters.get(name);
    List<String> facts = new ArrayList<>();
    cluster.releases.forEach(
        (release, revisions) ->
            facts.add(
                "release "
                    + release
                    + " "
                    + revisions.getLast().status
                    + " exposed="
                    + revisions.getLast().values.path("exposure").path("enabled").asString("")));
    AdminTokenStore.StoredToken administrator = cluster.database.administrator;
    Gateway.Storage storage = cluster.database.storage;
    facts.add("claimed=" + (administrator != null && administrator.token().equals(token)));
    facts.add(
        "user tokens="
            + cluster.database.tokens.stream().map(it -> it.key().equals(userToken)).toList());
    facts.add("storage=" + (storage != null && storage.secretKey().equals(storageKey)));
    facts.add("exposed=" + cluster.exposed);
    return facts;
  }

  @Override
  public Bootstrap open(
      ClusterAccess.Coordinates coordinates, ClusterTokens tokens, Path privateDirectory) {
    Cluster cluster = clusters.get(coordinates.name());
    if (!cluster.reachable.getAsBoolean()) {
      throw new FailureException(
          Failure.of(FailureCode.CLUSTER_UNREACHABLE)
              .about(coordinates.name())
              .with(FailureParameter.REPORTED, "connection timed out"));
    }
    return new FakeBootstrap(this, cluster, cloud, privateDirectory, () -> close(cluster));
  }
}
