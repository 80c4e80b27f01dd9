package io.beta9.provisioning.bootstrap.rollout;

import io.beta9.provisioning.bootstrap.cluster.AddOnProblem;
import io.beta9.provisioning.bootstrap.cluster.ApiServerFailures;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterAddOns;
import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Restores the workloads of EKS add-ons that were deleted or scaled to zero. EKS applies the
 * objects of an add-on to the cluster only when the add-on is created or updated, and an update
 * with {@code OVERWRITE} applies all of them, also if it changes nothing ("Amazon EKS add-ons
 * preserve customer edits", AWS Containers Blog). It does not own the number of replicas.
 */
public final class AddOnRepair {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration STATUS_INTERVAL = Duration.ofSeconds(2);

  /** What EKS installs of each Deployment. */
  private static final int REPLICAS = 2;

  private final ClusterAccess cluster;

  public AddOnRepair(ClusterAccess cluster) {
    this.cluster = cluster;
  }

  /**
   * Restores what is missing and waits until it exists. Does not wait for its pods.
   *
   * @param beforeWriting throws if the caller is no longer allowed to write
   * @return what was restored: kind, namespace and name of each workload
   * @throws FailureException {@code add-on-not-restored}, naming what is still missing
   */
  public List<String> repair(ClusterAddOns addOns, Runnable beforeWriting, WaitContext context)
      throws InterruptedException {
    try {
      List<AddOnProblem> found = AddOnProblem.of(cluster.client());
      if (found.isEmpty()) {
        return List.of();
      }
      found.forEach(problem -> context.report(new ClusterProgress.AddOnRestoring(problem)));
      Repair repair = new Repair(addOns, beforeWriting, context);
      WaitContext.WaitOutcome outcome = context.limitedTo(LIMIT).await(repair::isDone);
      if (outcome == WaitContext.WaitOutcome.TIMED_OUT) {
        throw notRestored(addOns);
      }
      return found.stream().map(AddOnProblem::workload).toList();
    } catch (KubernetesClientException e) {
      throw ApiServerFailures.of(cluster, "Restoring the add-ons", e);
    }
  }

  private FailureException notRestored(ClusterAddOns addOns) {
    List<AddOnProblem> remaining = AddOnProblem.of(cluster.client());
    String statuses =
        remaining.stream()
            .map(AddOnProblem::addOn)
            .distinct()
            .map(addOn -> addOn + " " + addOns.status(addOn))
            .collect(Collectors.joining(", "));
    ClusterAccess.Coordinates coordinates = cluster.coordinates();
    return new FailureException(
        Failure.of(FailureCode.ADD_ON_NOT_RESTORED, "Restoring the add-ons")
            .about(coordinates.name())
            .with(FailureParameter.REGION, coordinates.region())
            .with(
                FailureParameter.WORKLOADS,
                remaining.stream().map(AddOnProblem::stored).collect(Collectors.joining(", ")))
            .with(FailureParameter.REPORTED, statuses));
  }

  /** One repair: each add-on is reinstalled once. */
  private final class Repair {
    private final ClusterAddOns addOns;
    private final Runnable beforeWriting;
    private final WaitContext context;
    private final Set<String> reinstalled = new HashSet<>();
    private Instant next = Instant.MIN;

    Repair(ClusterAddOns addOns, Runnable beforeWriting, WaitContext context) {
      this.addOns = addOns;
      this.beforeWriting = beforeWriting;
      this.context = context;
    }

    boolean isDone() {
      Instant now = context.clock().instant();
      if (now.isBefore(next)) {
        return false;
      }
      next = now.plus(STATUS_INTERVAL);
      List<AddOnProblem> problems = AddOnProblem.of(cluster.client());
      problems.forEach(this::restore);
      return problems.isEmpty();
    }

    private void restore(AddOnProblem problem) {
      switch (problem.cause()) {
        case SCALED_TO_ZERO -> {
          beforeWriting.run();
          cluster
              .client()
              .apps()
              .deployments()
              .inNamespace(AddOnProblem.NAMESPACE)
              .withName(problem.name())
              .scale(REPLICAS);
        }
        case MISSING -> {
          if (!reinstalled.contains(problem.addOn())) {
            beforeWriting.run();
            if (addOns.reinstall(problem.addOn())) {
              reinstalled.add(problem.addOn());
            }
          } else {
            context.report(
                new ClusterProgress.AddOnPending(problem.addOn(), addOns.status(problem.addOn())));
          }
        }
      }
    }
  }
}
