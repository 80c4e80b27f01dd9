package io.beta9.provisioning.bootstrap.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.bootstrap.SimulatedCluster;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Workloads whose pods are not scheduled; no release is installed. */
class InstallationCheckTest {
  private final SimulatedCluster cluster = new SimulatedCluster();
  private final ClusterAccess access = cluster.access();

  @BeforeEach
  void addNodes() {
    cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: beta9-system}}");
    cluster.nodes("cpu", 1);
    await().until(() -> !access.client().nodes().list().getItems().isEmpty());
  }

  @AfterEach
  void close() {
    access.close();
    cluster.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "beta9-system|nodeSelector: {disk: ssd}",
        "kube-system|nodeSelector: {disk: ssd}",
        "beta9-system|affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
            + " {nodeSelectorTerms: [{matchExpressions: [{key: disk, operator: In, values:"
            + " [ssd]}]}]}}}",
      })
  void names_pods_that_no_node_can_run(String namespace, String selection) {
    deploy(namespace, selection);

    assertThat(kind(namespace)).isEqualTo(PodProblemKind.NEVER_SCHEDULABLE);
  }

  @Test
  void names_the_volume_claim_that_nothing_provisions() {
    cluster.apply(
        """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: data, namespace: beta9-system}
        spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}, storageClassName: fast}
        """);
    deploy("beta9-system", "volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]");

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              PodProblem problem = problem("beta9-system").orElseThrow();
              assertThat(problem.kind()).isEqualTo(PodProblemKind.NOT_MOUNTED);
              assertThat(problem.message())
                  .contains(
                      "persistentvolumeclaim \"data\": ",
                      "storageclass.storage.k8s.io \"fast\" not found");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nodeSelector: {beta9.io/pool: other}",
        "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
            + " {nodeSelectorTerms: [{matchExpressions: [{key: disk, operator: Exists}]},"
            + " {matchExpressions: [{key: beta9.io/pool, operator: In, values: [other]}]}]}}}",
      })
  void leaves_it_open_whether_a_further_node_could_run_the_pod(String selection) {
    deploy("beta9-system", selection);

    assertThat(kind("beta9-system")).isEqualTo(PodProblemKind.UNSCHEDULABLE);
  }

  private void deploy(String namespace, String field) {
    cluster.apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: %s}
        spec:
          replicas: 1
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              %s
              containers: [{name: main, image: "web:1"}]
        """
            .formatted(namespace, field));
    await().atMost(Duration.ofSeconds(20)).until(() -> problem(namespace).isPresent());
  }

  private PodProblemKind kind(String namespace) {
    return problem(namespace).orElseThrow().kind();
  }

  private Optional<PodProblem> problem(String namespace) {
    return new InstallationCheck(access)
        .problems().stream()
            .filter(InstallationProblem.WorkloadDown.class::isInstance)
            .map(InstallationProblem.WorkloadDown.class::cast)
            .filter(down -> down.namespace().equals(namespace))
            .filter(down -> down.rollout().name().equals("web"))
            .flatMap(down -> Optional.ofNullable(down.problem()).stream())
            .findFirst();
  }
}
