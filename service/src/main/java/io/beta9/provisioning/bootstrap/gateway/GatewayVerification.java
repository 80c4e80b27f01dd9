package io.beta9.provisioning.bootstrap.gateway;

import static java.util.Objects.requireNonNullElse;

import io.beta9.provisioning.bootstrap.cluster.ApiServerFailures;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.beta9.provisioning.bootstrap.cluster.InstalledReleases;
import io.beta9.provisioning.bootstrap.cluster.Notification;
import io.beta9.provisioning.bootstrap.cluster.NotifyingHandler;
import io.beta9.provisioning.bootstrap.cluster.PodRejections;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Verifies that Beta9 has its worker pools and workers. */
public final class GatewayVerification {
  private final ClusterAccess cluster;
  private final Gateway gateway;

  public GatewayVerification(ClusterAccess cluster, Gateway gateway) {
    this.cluster = cluster;
    this.gateway = gateway;
  }

  /** Returns the pools that a gateway with this model has. */
  static Set<String> expectedPools(InfraModel model) {
    Set<String> pools = new TreeSet<>(Set.of("default", "build"));
    if (model.beta9().gpuType() != null) {
      pools.add("gpu");
    }
    return pools;
  }

  /**
   * Waits until the gateway reports its pools.
   *
   * @return the reported pools; empty if this version has no endpoint for them
   */
  public Set<String> awaitPools(
      InfraModel model, AdminTokenStore.StoredToken admin, WaitContext context)
      throws InterruptedException {
    Set<String> required = expectedPools(model);
    Set<String> found = Set.of();
    while (true) {
      context.throwIfCancelled();
      Optional<TreeSet<String>> named = gateway.workerPools(admin.token());
      if (named.isEmpty()) {
        return Set.of();
      }
      found = named.get();
      if (found.containsAll(required)) {
        return found;
      }
      if (context.hasTimedOut()) {
        throw new FailureException(missingPools(required, found));
      }
      context.pause(Duration.ofSeconds(1));
    }
  }

  private Failure missingPools(Set<String> required, Set<String> found) {
    Set<String> missing = new TreeSet<>(required);
    missing.removeAll(found);
    return Failure.of(FailureCode.POOLS_MISSING)
        .with(FailureParameter.FOUND, found)
        .with(FailureParameter.MISSING, missing)
        .with(FailureParameter.REPORTED, gateway.lastResponse());
  }

  /**
   * Waits until the gateway has created workers, and the cluster their pods, if a minimum is
   * configured.
   *
   * @return the number of workers
   */
  public int awaitWorkers(InfraModel model, WaitContext context) throws InterruptedException {
    int required = model.beta9().minWorkers() > 0 ? 1 : 0;
    Notification changes = new Notification();
    try (SharedIndexInformer<Job> jobs =
        cluster
            .client()
            .batch()
            .v1()
            .jobs()
            .inNamespace(Gateway.NAMESPACE)
            .inform(new NotifyingHandler<>(changes))) {
      RejectedWorkers rejected = new RejectedWorkers(context);
      if (context.await(changes, () -> workers(jobs) >= required || rejected.isPermanent(jobs))
          == WaitContext.WaitOutcome.TIMED_OUT) {
        throw new FailureException(
            Failure.of(FailureCode.WORKERS_NOT_CREATED)
                .with(FailureParameter.COUNT, model.beta9().minWorkers())
                .with(FailureParameter.NAMESPACE, Gateway.NAMESPACE));
      }
      int found = workers(jobs);
      if (found < required) {
        throw new FailureException(rejected.failure());
      }
      return found;
    } catch (KubernetesClientException e) {
      throw ApiServerFailures.of(cluster, "Watching Beta9's workers", e);
    }
  }

  private static int workers(SharedIndexInformer<Job> jobs) {
    return (int) workerJobs(jobs).filter(GatewayVerification::hasPod).count();
  }

  private static Stream<Job> workerJobs(SharedIndexInformer<Job> jobs) {
    return jobs.getStore().list().stream()
        .filter(job -> job.getMetadata().getName().startsWith(InstalledReleases.WORKER_JOB_PREFIX));
  }

  private static boolean hasPod(Job job) {
    JobStatus status = job.getStatus();
    return status != null
        && (requireNonNullElse(status.getActive(), 0) > 0
            || requireNonNullElse(status.getSucceeded(), 0) > 0);
  }

  /** Workers without a pod, because the API server rejects it. */
  private final class RejectedWorkers {
    private static final Duration TOLERANCE = Duration.ofSeconds(40);

    private final WaitContext context;
    private @Nullable Instant since;
    private String reported = "";

    RejectedWorkers(WaitContext context) {
      this.context = context;
    }

    boolean isPermanent(SharedIndexInformer<Job> jobs) {
      PodRejections rejections = new PodRejections(cluster.client(), Gateway.NAMESPACE);
      Optional<String> why =
          workerJobs(jobs)
              .filter(job -> !hasPod(job))
              .findFirst()
              .flatMap(job -> rejections.of("Job", job.getMetadata().getName()));
      if (why.isEmpty()) {
        since = null;
        return false;
      }
      Instant now = context.clock().instant();
      Instant start = requireNonNullElse(since, now);
      if (since == null) {
        context.report(new ClusterProgress.WorkersRejected(why.get()));
      }
      since = start;
      reported = why.get();
      return !now.isBefore(start.plus(TOLERANCE));
    }

    Failure failure() {
      return Failure.of(FailureCode.PODS_NOT_CREATED)
          .about(InstalledReleases.BETA9)
          .with(FailureParameter.NAMESPACE, Gateway.NAMESPACE)
          .with(FailureParameter.REPORTED, reported);
    }
  }
}
