package io.beta9.provisioning.bootstrap.cluster;

import static java.util.Objects.requireNonNullElse;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceCondition;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Waits until a namespace that is being deleted is gone: nothing can be created in it before. */
public final class NamespaceTermination {
  private static final String TERMINATING = "Terminating";

  private NamespaceTermination() {}

  /**
   * Returns immediately if the namespace is active or does not exist.
   *
   * @throws FailureException stating what keeps the namespace, if it is not gone in time
   */
  public static void await(ClusterAccess cluster, String namespace, WaitContext context)
      throws InterruptedException {
    @Nullable ClusterProgress[] reported = {null};
    WaitContext.WaitOutcome outcome =
        context.await(
            () -> {
              Namespace found = find(cluster, namespace);
              if (!isTerminating(found)) {
                return true;
              }
              var report = new ClusterProgress.NamespaceDeleting(namespace, remaining(found));
              if (!report.equals(reported[0])) {
                reported[0] = report;
                context.report(report);
              }
              return false;
            });
    if (outcome == WaitContext.WaitOutcome.TIMED_OUT) {
      throw new FailureException(
          Failure.of(FailureCode.NAMESPACE_TERMINATING)
              .with(FailureParameter.NAMESPACE, namespace)
              .with(FailureParameter.REPORTED, remaining(find(cluster, namespace))));
    }
  }

  private static @Nullable Namespace find(ClusterAccess cluster, String namespace) {
    try {
      return cluster.client().namespaces().withName(namespace).get();
    } catch (KubernetesClientException e) {
      throw ApiServerFailures.of(cluster, "Reading namespace " + namespace, e);
    }
  }

  private static boolean isTerminating(@Nullable Namespace namespace) {
    return namespace != null
        && (namespace.getMetadata().getDeletionTimestamp() != null
            || (namespace.getStatus() != null
                && TERMINATING.equals(namespace.getStatus().getPhase())));
  }

  private static String remaining(@Nullable Namespace namespace) {
    List<NamespaceCondition> conditions =
        namespace == null || namespace.getStatus() == null
            ? List.of()
            : namespace.getStatus().getConditions();
    return conditions.stream()
        .filter(condition -> "True".equals(condition.getStatus()))
        .map(condition -> requireNonNullElse(condition.getMessage(), ""))
        .filter(message -> !message.isEmpty())
        .collect(Collectors.joining("; "));
  }
}
