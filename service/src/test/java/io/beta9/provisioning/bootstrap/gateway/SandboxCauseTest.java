package io.beta9.provisioning.bootstrap.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.bootstrap.SimulatedCluster;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cause of a failed sandbox, in a cluster in which users run workers as well. */
class SandboxCauseTest {
  private final SimulatedCluster cluster = new SimulatedCluster();
  private final ClusterAccess access = cluster.access();

  @BeforeEach
  void start() {
    cluster.nodes("cpu", 2);
    cluster.apply(
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: beta9-system}
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: default, namespace: beta9-system}
        """);
  }

  @AfterEach
  void close() {
    access.close();
    cluster.close();
  }

  private void worker(String name, String environment) {
    cluster.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: beta9-system}
        spec:
          containers:
            - name: worker
              image: "worker:1"
              env: [%s]
        """
            .formatted(name, environment));
  }

  private void runningWorker(String name) {
    worker(name, "");
  }

  private void workerThatDoesNotStart(String name) {
    worker(name, "{name: X, valueFrom: {secretKeyRef: {name: absent, key: x}}}");
  }

  private SandboxCause cause(String pool) {
    return new SandboxCause(access, UnaryOperator.identity(), pool);
  }

  private boolean isReady(String pod) {
    return Readiness.isPodReady(
        access.client().pods().inNamespace("beta9-system").withName(pod).get());
  }

  @Test
  void finds_the_cause_among_many_running_workers() {
    for (int i = 0; i < 7; i++) {
      runningWorker("worker-default-" + i);
    }
    await().until(() -> isReady("worker-default-6"));
    workerThatDoesNotStart("worker-default-f");

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(cause("default").find())
                    .contains("worker-default-f", "cannot be started"));
  }

  @Test
  void ignores_workers_of_pools_that_the_sandbox_does_not_use() {
    workerThatDoesNotStart("worker-gpu-1");
    SandboxCause ofGpu = cause("gpu");
    await().atMost(Duration.ofSeconds(20)).until(() -> !ofGpu.find().isEmpty());
    SandboxCause ofDefault = cause("default");
    Instant now = Instant.now();

    assertThat(ofGpu.permanentProblem(now)).isEmpty();
    assertThat(ofGpu.permanentProblem(now.plusSeconds(61))).isPresent();
    assertThat(ofDefault.permanentProblem(now)).isEmpty();
    assertThat(ofDefault.permanentProblem(now.plusSeconds(3600))).isEmpty();
    assertThat(ofDefault.find()).isEmpty();
  }

  private void workerForOtherNodes(String name) {
    cluster.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: beta9-system}
        spec:
          nodeSelector: {gpu: H100}
          containers: [{name: worker, image: "worker:1"}]
        """
            .formatted(name));
    await().atMost(Duration.ofSeconds(20)).until(() -> !cause("gpu").find().isEmpty());
  }

  private void autoscalerReports(String pod, String message) {
    cluster.apply(
        """
        apiVersion: v1
        kind: Event
        metadata: {name: %s.1, namespace: beta9-system}
        involvedObject: {kind: Pod, name: %s, namespace: beta9-system}
        reason: NotTriggerScaleUp
        type: Normal
        message: "%s"
        lastTimestamp: "2026-12-01T10:00:00Z"
        """
            .formatted(pod, pod, message));
  }

  @Test
  void does_not_wait_for_a_node_that_no_group_would_have() {
    workerForOtherNodes("worker-gpu-1");
    autoscalerReports(
        "worker-gpu-1",
        "pod didn't trigger scale-up: 2 node(s) didn't match Pod's node affinity/selector");
    SandboxCause ofGpu = cause("gpu");
    Instant now = Instant.now();

    assertThat(ofGpu.permanentProblem(now)).isEmpty();
    assertThat(ofGpu.permanentProblem(now.plusSeconds(31))).isPresent();
    assertThat(ofGpu.find()).contains("cannot be scheduled on any node");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "pod didn't trigger scale-up: 1 max node group size reached",
        "pod didn't trigger scale-up: 1 node(s) didn't match Pod's node affinity/selector, 1 max"
            + " node group size reached",
        "pod didn't trigger scale-up: 1 in backoff after failed scale-up"
      })
  void waits_for_the_first_node_of_a_group_whose_labels_no_node_has_yet(String autoscaler) {
    workerForOtherNodes("worker-gpu-1");
    if (!autoscaler.isEmpty()) {
      autoscalerReports("worker-gpu-1", autoscaler);
    }
    SandboxCause ofGpu = cause("gpu");
    Instant now = Instant.now();

    assertThat(ofGpu.permanentProblem(now)).isEmpty();
    assertThat(ofGpu.permanentProblem(now.plus(Duration.ofMinutes(7)))).isEmpty();
    assertThat(ofGpu.permanentProblem(now.plus(Duration.ofMinutes(8)))).isPresent();
  }
}
