package io.beta9.provisioning.helmrunner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Tests the chart {@code baseline}, rendered by the real Helm. */
class BaselineChartTest {
  @TempDir Path folder;

  @Test
  void assigns_the_autoscaler_its_iam_role() throws Exception {
    JsonNode account = rendered(Map.of()).get("ServiceAccount", "cluster-autoscaler");

    assertThat(account.at("/metadata/annotations").path("eks.amazonaws.com/role-arn").stringValue())
        .isEqualTo("arn:aws:iam::123456789012:role/beta9-4f1a2b3c4d5e-autoscaler");
  }

  @Test
  void runs_the_autoscaler_of_the_kubernetes_version_for_this_cluster_only() throws Exception {
    JsonNode container =
        rendered(Map.of("/kubernetesVersion", "1.32"))
            .get("Deployment", "cluster-autoscaler")
            .at("/spec/template/spec/containers/0");

    assertThat(container.path("image").stringValue()).contains("/cluster-autoscaler:v1.32.0@");
    assertThat(container.path("command").toString())
        .contains("k8s.io/cluster-autoscaler/beta9-4f1a2b3c4d5e")
        .contains("--skip-nodes-with-local-storage=true");
    assertThat(container.at("/env/0/value").stringValue()).isEqualTo("us-east-1");
  }

  @Test
  void creates_a_namespace_that_admits_privileged_pods() throws Exception {
    JsonNode labels =
        rendered(Map.of("/kubernetesVersion", "1.32"))
            .get("Namespace", "beta9-system")
            .at("/metadata/labels");

    assertThat(labels.path("pod-security.kubernetes.io/enforce").stringValue())
        .isEqualTo("privileged");
    assertThat(labels.path("pod-security.kubernetes.io/audit").stringValue()).isEqualTo("baseline");
    for (String mode : new String[] {"enforce", "audit", "warn"}) {
      assertThat(labels.path("pod-security.kubernetes.io/" + mode + "-version").stringValue())
          .isEqualTo("v1.32");
    }
    assertThat(rendered(Map.of("/beta9Namespace", "")).all("Namespace")).isEmpty();
  }

  @Test
  void installs_the_device_plugin_only_with_gpus_enabled() throws Exception {
    JsonNode pod =
        rendered(Map.of()).get("DaemonSet", "nvidia-device-plugin").at("/spec/template/spec");
    assertThat(pod.path("nodeSelector").path("beta9.io/pool").stringValue()).isEqualTo("gpu");

    assertThat(rendered(Map.of("/gpu/enabled", false)).all("DaemonSet")).isEmpty();
  }

  @Test
  void makes_an_encrypted_storage_class_the_default() throws Exception {
    JsonNode storage = rendered(Map.of()).get("StorageClass", "gp3");

    assertThat(storage.at("/parameters/encrypted").stringValue()).isEqualTo("true");
    assertThat(storage.at("/parameters/kmsKeyId").stringValue()).startsWith("arn:aws:kms:");
    assertThat(
            storage
                .at("/metadata/annotations")
                .path("storageclass.kubernetes.io/is-default-class")
                .stringValue())
        .isEqualTo("true");
  }

  @Test
  void rejects_a_kubernetes_version_without_a_known_autoscaler() throws Exception {
    assertThat(
            RenderedChart.validationError(folder, "baseline", Map.of("/kubernetesVersion", "1.99")))
        .contains("Kubernetes 1.99", "autoscaler.image.tag");
  }

  private RenderedChart rendered(Map<String, ?> changes) throws Exception {
    return RenderedChart.of(folder, "baseline", changes);
  }
}
