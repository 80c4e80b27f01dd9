package io.beta9.provisioning.bootstrap.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.text.WorkloadCondition;
import io.beta9.provisioning.failure.text.WorkloadCondition.Modifier;
import io.beta9.provisioning.failure.text.WorkloadCondition.Stage;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

/** The rules of {@code kubectl rollout status}, on both sides of each boundary. */
class RolloutStatusTest {
  private final KubernetesSerialization yaml = new KubernetesSerialization();

  @Test
  void completes_a_deployment_whose_pods_are_all_updated_and_available() {
    assertThat(
            deployment(
                2,
                "{observedGeneration: 3, replicas: 2, updatedReplicas: 2, availableReplicas: 2}"))
        .returns(WorkloadCondition.of(Stage.COMPLETE), RolloutStatus::pending)
        .returns(true, RolloutStatus::isComplete);
    assertThat(deployment(0, "{observedGeneration: 3}").isComplete()).isTrue();
  }

  @Test
  void does_not_complete_a_deployment_whose_old_pod_is_the_only_ready_one() {
    assertThat(
            deployment(
                1,
                "{observedGeneration: 3, replicas: 2, updatedReplicas: 1, readyReplicas: 1,"
                    + " availableReplicas: 1}"))
        .returns(WorkloadCondition.of(Stage.REPLACED, 1, 0), RolloutStatus::pending);
  }

  @Test
  void does_not_complete_a_deployment_with_too_few_updated_or_available_pods() {
    assertThat(
            deployment(
                2,
                "{observedGeneration: 3, replicas: 2, updatedReplicas: 1, availableReplicas: 2}"))
        .returns(WorkloadCondition.of(Stage.UPDATED, 1, 2), RolloutStatus::pending);
    assertThat(
            deployment(
                2,
                "{observedGeneration: 3, replicas: 2, updatedReplicas: 2, readyReplicas: 2,"
                    + " availableReplicas: 1}"))
        .returns(WorkloadCondition.of(Stage.UPDATED_AVAILABLE, 1, 2), RolloutStatus::pending);
  }

  @Test
  void does_not_complete_a_workload_whose_change_was_not_observed() {
    assertThat(
            deployment(
                    1,
                    "{observedGeneration: 2, replicas: 1, updatedReplicas: 1, availableReplicas:"
                        + " 1}")
                .isComplete())
        .isFalse();
    assertThat(
            statefulSet(
                    "{}",
                    "{observedGeneration: 2, replicas: 2, readyReplicas: 2, updatedReplicas: 2}")
                .isComplete())
        .isFalse();
    assertThat(daemonSet("{}", "{observedGeneration: 2, desiredNumberScheduled: 0}").isComplete())
        .isFalse();
  }

  @Test
  void does_not_complete_a_workload_without_a_status() {
    assertThat(deployment(1, "{}").isComplete()).isFalse();
    assertThat(statefulSet("{}", "{}").isComplete()).isFalse();
    assertThat(daemonSet("{}", "{}").isComplete()).isFalse();
  }

  @Test
  void reports_why_the_api_server_rejects_the_pods_of_a_deployment() {
    assertThat(
            deployment(
                1,
                "{observedGeneration: 3, conditions: [{type: ReplicaFailure, status: 'True',"
                    + " message: exceeded quota}]}"))
        .returns(true, RolloutStatus::lacksPods)
        .returns("exceeded quota", RolloutStatus::creationError);
  }

  @Test
  void reports_an_exceeded_progress_deadline() {
    assertThat(
            deployment(
                1,
                "{observedGeneration: 3, conditions: [{type: Progressing, status: 'False',"
                    + " reason: ProgressDeadlineExceeded}]}"))
        .returns(true, RolloutStatus::timedOut);
    assertThat(
            deployment(
                1,
                "{observedGeneration: 3, conditions: [{type: Progressing, status: 'True',"
                    + " reason: ReplicaSetUpdated}]}"))
        .returns(false, RolloutStatus::timedOut);
  }

  @Test
  void reports_a_deadline_only_of_the_change_that_is_observed() {
    assertThat(
            deployment(
                1,
                "{observedGeneration: 2, conditions: [{type: Progressing, status: 'False',"
                    + " reason: ProgressDeadlineExceeded}]}"))
        .returns(false, RolloutStatus::timedOut);
  }

  @Test
  void reports_that_a_deployment_is_paused_unless_its_rollout_is_complete() {
    String old = "{observedGeneration: 3, replicas: 1, updatedReplicas: 0, availableReplicas: 1}";
    String done = "{observedGeneration: 3, replicas: 1, updatedReplicas: 1, availableReplicas: 1}";
    assertThat(paused(old))
        .returns(true, RolloutStatus::paused)
        .returns(
            WorkloadCondition.of(Stage.UPDATED, 0, 1).with(Modifier.PAUSED),
            RolloutStatus::pending);
    assertThat(paused(done))
        .returns(false, RolloutStatus::paused)
        .returns(WorkloadCondition.of(Stage.COMPLETE), RolloutStatus::pending);
  }

  @Test
  void knows_its_pods_by_their_owner_and_not_by_their_name() {
    RolloutStatus web = deployment(1, "{}");
    assertThat(web.owns(pod("web-5d9c-x2x4k", "5d9c", "ReplicaSet", "web-5d9c"))).isTrue();
    assertThat(web.owns(pod("web-db-7f6b-k8s2d", "7f6b", "ReplicaSet", "web-db-7f6b"))).isFalse();
    assertThat(web.owns(pod("web-0", "", "StatefulSet", "web"))).isFalse();
    assertThat(statefulSet("{}", "{}").owns(pod("web-0", "", "StatefulSet", "web"))).isTrue();
    assertThat(daemonSet("{}", "{}").owns(pod("web-0", "", "StatefulSet", "web"))).isFalse();
  }

  private static Pod pod(String name, String hash, String ownerKind, String owner) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("pod-template-hash", hash)
        .addNewOwnerReference()
        .withKind(ownerKind)
        .withName(owner)
        .endOwnerReference()
        .endMetadata()
        .build();
  }

  @Test
  void completes_a_stateful_set_whose_pods_are_ready_and_updated_down_to_the_partition() {
    String rolled = "{observedGeneration: 3, replicas: 2, readyReplicas: 2, updatedReplicas: 2}";
    String half = "{observedGeneration: 3, replicas: 2, readyReplicas: 2, updatedReplicas: 1}";
    String unready = "{observedGeneration: 3, replicas: 2, readyReplicas: 1, updatedReplicas: 2}";
    assertThat(statefulSet("{type: RollingUpdate}", rolled).isComplete()).isTrue();
    assertThat(statefulSet("{type: RollingUpdate}", half).pending())
        .isEqualTo(WorkloadCondition.of(Stage.UPDATED, 1, 2));
    assertThat(statefulSet("{rollingUpdate: {partition: 1}}", half).isComplete()).isTrue();
    assertThat(statefulSet("{type: OnDelete}", half).pending())
        .isEqualTo(WorkloadCondition.of(Stage.UPDATED, 1, 2).with(Modifier.ON_DELETE));
    assertThat(statefulSet("{type: OnDelete}", rolled).isComplete()).isTrue();
    assertThat(statefulSet("{type: RollingUpdate}", unready).pending())
        .isEqualTo(WorkloadCondition.of(Stage.READY, 1, 2));
    assertThat(
            statefulSet("{type: RollingUpdate}", rolled.replace("}", ", availableReplicas: 1}"))
                .pending())
        .isEqualTo(WorkloadCondition.of(Stage.AVAILABLE, 1, 2));
  }

  @Test
  void notices_a_stateful_set_that_lacks_pods() {
    String lacks = "{observedGeneration: 3, replicas: 1, readyReplicas: 1}";
    String waits = "{observedGeneration: 3, replicas: 1, readyReplicas: 0}";
    String full = "{observedGeneration: 3, replicas: 2, readyReplicas: 2}";
    assertThat(statefulSet("{}", lacks).lacksPods()).isTrue();
    assertThat(statefulSet("{}", waits).lacksPods()).as("of its predecessor").isFalse();
    assertThat(statefulSet("{}", full).lacksPods()).isFalse();
    assertThat(
            RolloutStatus.of(
                    yaml.unmarshal(
                        object(
                            "StatefulSet", "{replicas: 2, podManagementPolicy: Parallel}", waits),
                        StatefulSet.class))
                .lacksPods())
        .as("its pods are created at once")
        .isTrue();
  }

  @Test
  void completes_a_daemon_set_whose_pods_are_updated_and_available_on_every_node() {
    assertThat(daemonSet("{}", daemons(3, 3, 3)).isComplete()).isTrue();
    assertThat(daemonSet("{}", daemons(3, 2, 3)).pending())
        .isEqualTo(WorkloadCondition.of(Stage.UPDATED, 2, 3));
    assertThat(daemonSet("{}", daemons(3, 3, 2)).pending())
        .isEqualTo(WorkloadCondition.of(Stage.AVAILABLE, 2, 3));
    assertThat(daemonSet("{type: OnDelete}", daemons(3, 2, 3)).pending())
        .isEqualTo(WorkloadCondition.of(Stage.UPDATED, 2, 3).with(Modifier.ON_DELETE));
    assertThat(daemonSet("{type: OnDelete}", daemons(3, 3, 3)).isComplete()).isTrue();
    assertThat(daemonSet("{}", daemons(0, 0, 0)).isComplete()).as("no node matches").isTrue();
  }

  @Test
  void notices_a_daemon_set_that_lacks_pods() {
    assertThat(daemonSet("{}", daemons(3, 2, 2)).lacksPods()).isFalse();
    assertThat(
            daemonSet(
                    "{}",
                    "{observedGeneration: 3, desiredNumberScheduled: 3, currentNumberScheduled: 2}")
                .lacksPods())
        .isTrue();
  }

  private static String daemons(int desired, int updated, int available) {
    return "{observedGeneration: 3, desiredNumberScheduled: %1$d, currentNumberScheduled: %1$d, updatedNumberScheduled: %2$d, numberReady: %3$d, numberAvailable: %3$d}"
        .formatted(desired, updated, available);
  }

  private RolloutStatus paused(String status) {
    return RolloutStatus.of(
        yaml.unmarshal(
            object("Deployment", "{replicas: 1, paused: true}", status), Deployment.class));
  }

  private RolloutStatus deployment(int replicas, String status) {
    return RolloutStatus.of(
        yaml.unmarshal(
            object("Deployment", "{replicas: " + replicas + "}", status), Deployment.class));
  }

  private RolloutStatus statefulSet(String strategy, String status) {
    return RolloutStatus.of(
        yaml.unmarshal(
            object("StatefulSet", "{replicas: 2, updateStrategy: " + strategy + "}", status),
            StatefulSet.class));
  }

  private RolloutStatus daemonSet(String strategy, String status) {
    return RolloutStatus.of(
        yaml.unmarshal(
            object("DaemonSet", "{updateStrategy: " + strategy + "}", status), DaemonSet.class));
  }

  private static String object(String kind, String spec, String status) {
    return """
    apiVersion: apps/v1
    kind: %s
    metadata: {name: web, generation: 3}
    spec: %s
    status: %s
    """
        .formatted(kind, spec, status);
  }
}
