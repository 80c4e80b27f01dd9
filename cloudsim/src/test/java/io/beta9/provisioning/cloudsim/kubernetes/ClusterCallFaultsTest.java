package io.beta9.provisioning.cloudsim.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.cloudsim.fault.ClusterCall;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Fault rules for calls of the API server. */
class ClusterCallFaultsTest {
  private final TestCluster cluster = new TestCluster();
  private final KubernetesClient client = cluster.client();

  @AfterEach
  void close() {
    client.close();
    cluster.close();
  }

  private void create(String name) {
    client.configMaps().inNamespace("default").resource(configMap(name)).create();
  }

  private static ConfigMap configMap(String name) {
    return new ConfigMapBuilder().withNewMetadata().withName(name).endMetadata().build();
  }

  private boolean exists(String name) {
    return client.configMaps().inNamespace("default").withName(name).get() != null;
  }

  private void fail(String operation, int status, String code, boolean afterExecution) {
    cluster.cloud.faults.add(
        new FaultRule.Failure(
            ClusterCall.KUBERNETES, operation, null, 1, 1, status, code, "no", afterExecution));
  }

  @Test
  void a_call_fails_with_status_reason_and_message_and_is_not_executed() {
    fail("create configmaps", 403, "Forbidden", false);

    KubernetesClientException e =
        catchThrowableOfType(KubernetesClientException.class, () -> create("a"));

    assertThat(e.getCode()).isEqualTo(403);
    assertThat(e.getStatus().getReason()).isEqualTo("Forbidden");
    assertThat(e.getStatus().getMessage()).isEqualTo("no");
    assertThat(exists("a")).isFalse();
    create("a");
    assertThat(exists("a")).isTrue();
  }

  @Test
  void a_call_whose_response_is_lost_is_executed() {
    fail("create configmaps", 0, FaultRule.Failure.CONNECTION_CLOSED, true);

    KubernetesClientException e =
        catchThrowableOfType(KubernetesClientException.class, () -> create("a"));

    assertThat(e.getCode()).as("there is no response").isNegative();
    assertThat(exists("a")).isTrue();
  }

  @Test
  void calls_are_named_by_verb_resource_and_object() {
    create("a");
    client.configMaps().inNamespace("default").list();
    client.configMaps().inNamespace("default").withName("a").delete();
    client.getKubernetesVersion();

    assertThat(cluster.cloud.calls)
        .extracting(call -> call.operation() + " of " + call.resource())
        .containsExactly(
            "create configmaps of default",
            "list configmaps of default",
            "delete configmaps of default/a",
            "get /version of ");
    assertThat(cluster.cloud.calls).allMatch(call -> call.client().startsWith("fabric8"));
  }
}
