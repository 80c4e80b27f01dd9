package io.beta9.provisioning.cloudsim.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Tests the simulated API server through the Fabric8 client. */
class ApiServerTest {
  private final TestCluster cluster = new TestCluster();
  private final KubernetesClient client = cluster.client();

  @AfterEach
  void close() {
    client.close();
    cluster.close();
  }

  @Test
  void reports_its_version_and_contains_the_initial_objects() {
    assertThat(client.getKubernetesVersion().getMinor()).isEqualTo("33");
    assertThat(client.namespaces().list().getItems())
        .extracting(namespace -> namespace.getMetadata().getName())
        .contains("default", "kube-system");
    assertThat(client.serviceAccounts().inNamespace("kube-system").withName("coredns").get())
        .isNotNull();
  }

  @Test
  void updates_api_server_nodes_and_add_ons_each_on_its_own() {
    cluster.setNodes(2);
    await().until(() -> kubelets().equals(List.of("v1.33.4-eks-cl0uds1m", "v1.33.4-eks-cl0uds1m")));

    cluster.controlPlanes.update(
        TestCluster.ACCOUNT, TestCluster.REGION, TestCluster.CLUSTER, "1.34");
    assertThat(client.getKubernetesVersion().getMinor()).isEqualTo("34");
    assertThat(kubelets()).allMatch(version -> version.startsWith("v1.33"));

    cluster.setNodes(2, "1.34");
    cluster.controlPlanes.installAddOn(
        TestCluster.ACCOUNT, TestCluster.REGION, TestCluster.CLUSTER, "kube-proxy", "v1.34.3");
    cluster.controlPlanes.removeAddOn(
        TestCluster.ACCOUNT, TestCluster.REGION, TestCluster.CLUSTER, "coredns");

    await().until(() -> kubelets().equals(List.of("v1.34.4-eks-cl0uds1m", "v1.34.4-eks-cl0uds1m")));
    await()
        .until(
            () ->
                client.pods().inNamespace("kube-system").list().getItems().stream()
                        .filter(pod -> pod.getMetadata().getName().startsWith("kube-proxy-"))
                        .map(pod -> pod.getSpec().getContainers().getFirst().getImage())
                        .filter(image -> image.endsWith(":v1.34.3"))
                        .count()
                    == 2);
    assertThat(client.apps().deployments().inNamespace("kube-system").withName("coredns").get())
        .isNull();
  }

  private List<String> kubelets() {
    return client.nodes().list().getItems().stream()
        .map(node -> node.getStatus().getNodeInfo().getKubeletVersion())
        .toList();
  }

  @Test
  void supports_waiting_for_nodes_through_a_watch() throws Exception {
    var ready =
        client
            .nodes()
            .withLabel("eks.amazonaws.com/nodegroup", "cpu")
            .informOnCondition(
                nodes -> nodes.size() == 3 && nodes.stream().allMatch(ApiServerTest::isReady));
    assertThat(ready).isNotDone();
    cluster.setNodes(3);
    List<Node> nodes = ready.get(20, TimeUnit.SECONDS);
    assertThat(nodes)
        .allSatisfy(
            node ->
                assertThat(node.getMetadata().getLabels())
                    .containsEntry("node.kubernetes.io/instance-type", "m6i.2xlarge")
                    .containsEntry("pool", "cpu"));
    cluster.setNodes(1);
    await().until(() -> client.nodes().list().getItems().size() == 1);
  }

  @Test
  void notifies_watchers_of_matching_changes() {
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    try (Watch watch =
        client
            .configMaps()
            .inNamespace("default")
            .withLabel("mine", "yes")
            .watch(
                new Watcher<ConfigMap>() {
                  @Override
                  public void eventReceived(Action action, ConfigMap map) {
                    seen.add(action + " " + map.getMetadata().getName());
                  }

                  @Override
                  public void onClose(WatcherException cause) {}
                })) {
      client.resource(map("one", "yes")).create();
      client.resource(map("other", "no")).create();
      client
          .configMaps()
          .inNamespace("default")
          .withName("one")
          .edit(map -> new ConfigMapBuilder(map).addToData("a", "2").build());
      client
          .configMaps()
          .inNamespace("default")
          .withName("one")
          .edit(
              map ->
                  new ConfigMapBuilder(map)
                      .editMetadata()
                      .addToLabels("mine", "no")
                      .endMetadata()
                      .build());
      await().until(() -> seen.size() == 3);
      assertThat(seen).containsExactly("ADDED one", "MODIFIED one", "DELETED one");
    }
  }

  @Test
  void rejects_an_update_based_on_an_outdated_version() {
    ConfigMap first = client.resource(map("one", "yes")).create();
    client
        .configMaps()
        .inNamespace("default")
        .withName("one")
        .edit(map -> new ConfigMapBuilder(map).addToData("a", "2").build());
    assertThatThrownBy(
            () -> client.resource(new ConfigMapBuilder(first).addToData("a", "3").build()).update())
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            conflict -> assertThat(conflict.getCode()).isEqualTo(409));
  }

  @Test
  void merges_keyed_lists_in_a_strategic_merge_patch() {
    client.resource(deployment("web", "web:1", 1)).create();
    Deployment patched =
        client
            .apps()
            .deployments()
            .inNamespace("default")
            .withName("web")
            .patch(
                PatchContext.of(PatchType.STRATEGIC_MERGE),
                """
                {"spec": {"template": {"spec": {"containers": [{"name": "main", "image": "web:2"}]}}}}
                """);
    assertThat(patched.getSpec().getTemplate().getSpec().getContainers()).hasSize(1);
    assertThat(patched.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage())
        .isEqualTo("web:2");
    assertThat(patched.getMetadata().getGeneration()).isEqualTo(2);
    Deployment merged =
        client
            .apps()
            .deployments()
            .inNamespace("default")
            .withName("web")
            .patch(
                PatchContext.of(PatchType.JSON),
                """
                [{"op": "test", "path": "/spec/replicas", "value": 1},
                 {"op": "replace", "path": "/spec/replicas", "value": 3}]
                """);
    assertThat(merged.getSpec().getReplicas()).isEqualTo(3);
  }

  @Test
  void removes_the_pods_with_the_lowest_deletion_cost_first() {
    cluster.setNodes(1);
    client.resource(deployment("web", "web:1", 3)).create();
    await().until(() -> client.pods().inNamespace("default").list().getItems().size() == 3);
    List<Pod> pods = client.pods().inNamespace("default").list().getItems();
    for (int i = 0; i < 3; i++) {
      client
          .pods()
          .inNamespace("default")
          .withName(pods.get(i).getMetadata().getName())
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"metadata\":{\"annotations\":{\"controller.kubernetes.io/pod-deletion-cost\":\"%d\"}}}"
                  .formatted(i == 1 ? 2 : 0));
    }

    client.apps().deployments().inNamespace("default").withName("web").scale(1);

    await().until(() -> client.pods().inNamespace("default").list().getItems().size() == 1);
    assertThat(pod("web").getMetadata().getName()).isEqualTo(pods.get(1).getMetadata().getName());
  }

  @Test
  void reports_why_pods_do_not_run() {
    client.resource(deployment("web", "web:1", 1)).create();
    await().until(() -> events().contains("FailedScheduling"));
    assertThat(pod("web").getStatus().getPhase()).isEqualTo("Pending");

    cluster.cloud.conditions.put("image-pull web:1", "");
    cluster.setNodes(1);
    await().until(() -> "ImagePullBackOff".equals(waiting("web")));
    assertThat(events()).contains("Failed", "BackOff");

    cluster.cloud.conditions.clear();
    cluster.cloud.conditions.put("pods-crash web", "");
    await().until(() -> "CrashLoopBackOff".equals(waiting("web")));
    assertThat(client.pods().resource(pod("web")).getLog()).contains("fatal");

    cluster.cloud.conditions.clear();
    client
        .apps()
        .deployments()
        .inNamespace("default")
        .withName("web")
        .waitUntilReady(20, TimeUnit.SECONDS);

    client.resource(deployment("big", "big:1", 1, "64")).create();
    await().until(() -> messages().stream().anyMatch(text -> text.contains("Insufficient cpu")));
  }

  @Test
  void deletes_the_contents_of_a_namespace_with_it() {
    cluster.setNodes(1);
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName("shop").endMetadata().build())
        .create();
    Deployment web = deployment("web", "web:1", 2);
    web.getMetadata().setNamespace("shop");
    client.resource(web).create();
    await().until(() -> client.pods().inNamespace("shop").list().getItems().size() == 2);
    client.namespaces().withName("shop").delete();
    await().until(() -> client.namespaces().withName("shop").get() == null);
    assertThat(client.pods().inNamespace("shop").list().getItems()).isEmpty();
    assertThatThrownBy(() -> client.resource(inShop(map("late", "yes"))).create())
        .isInstanceOfSatisfying(
            KubernetesClientException.class, gone -> assertThat(gone.getCode()).isEqualTo(404));
  }

  @Test
  void rejects_deployments_that_cannot_work() {
    Deployment mismatched = deployment("web", "web:1", 1);
    mismatched.getSpec().getTemplate().getMetadata().getLabels().put("app", "other");
    assertThatThrownBy(() -> client.resource(mismatched).create())
        .hasMessageContaining("`selector` does not match template `labels`");
    Deployment unmounted = deployment("web", "web:1", 1);
    unmounted
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst()
        .setVolumeMounts(
            List.of(
                new io.fabric8.kubernetes.api.model.VolumeMountBuilder()
                    .withName("config")
                    .withMountPath("/etc/x")
                    .build()));
    assertThatThrownBy(() -> client.resource(unmounted).create())
        .hasMessageContaining("Not found: \"config\"");
  }

  @Test
  void rejects_unknown_fields_and_values_of_the_wrong_type() {
    assertThatThrownBy(() -> post("services", "{'metadata':{'name':'x'},'spec':{'prots':[]}}"))
        .hasMessageContaining("unknown field \"spec.prots\"");
    assertThatThrownBy(() -> post("configmaps", "{'metadata':{'name':'x'},'data':{'a':1}}"))
        .hasMessageContaining("data.a");
    assertThatThrownBy(
            () ->
                post(
                    "pods",
                    "{'metadata':{'name':'x'},'spec':{'containers':[{'name':'x','image':'x',"
                        + "'env':[{'name':'A','value':true}]}]}}"))
        .hasMessageContaining("spec.containers[0].env[0].value");
  }

  private void post(String plural, String json) {
    client.raw("/api/v1/namespaces/default/" + plural, "POST", new Body(json.replace('\'', '"')));
  }

  /** A JSON object that the client sends unchanged. */
  private static final class Body extends LinkedHashMap<String, Object> {
    private static final long serialVersionUID = 1;

    Body(String json) {
      JsonMapper.shared()
          .readValue(json, Map.class)
          .forEach((key, value) -> put((String) key, value));
    }
  }

  @Test
  void restores_a_cluster_from_serialized_state() throws Exception {
    cluster.setNodes(2);
    await().until(() -> client.nodes().list().getItems().size() == 2);
    client.resource(map("kept", "yes")).create();
    TestCloud restored = new TestCloud();
    cluster.cloud.states.forEach(
        (key, state) -> restored.states.put(key, ApiServerTest.copy(state)));
    cluster.close();
    try (TestCluster again = new TestCluster(restored);
        KubernetesClient other = again.client()) {
      assertThat(again.endpoint).isEqualTo(cluster.endpoint);
      assertThat(other.nodes().list().getItems()).hasSize(2);
      assertThat(other.configMaps().inNamespace("default").withName("kept").get()).isNotNull();
    }
  }

  private static Serializable copy(Serializable state) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(state);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (Serializable) in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isReady(Node node) {
    return node.getStatus().getConditions().stream()
        .anyMatch(
            condition ->
                condition.getType().equals("Ready") && condition.getStatus().equals("True"));
  }

  private Pod pod(String app) {
    return client.pods().inNamespace("default").withLabel("app", app).list().getItems().getFirst();
  }

  private String waiting(String app) {
    List<ContainerStatus> statuses = pod(app).getStatus().getContainerStatuses();
    return statuses.isEmpty() || statuses.getFirst().getState().getWaiting() == null
        ? ""
        : statuses.getFirst().getState().getWaiting().getReason();
  }

  private List<String> events() {
    return client.v1().events().inNamespace("default").list().getItems().stream()
        .map(event -> event.getReason())
        .toList();
  }

  private List<String> messages() {
    return client.v1().events().inNamespace("default").list().getItems().stream()
        .map(event -> event.getMessage())
        .toList();
  }

  private static HasMetadata inShop(HasMetadata object) {
    object.getMetadata().setNamespace("shop");
    return object;
  }

  private static ConfigMap map(String name, String mine) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .addToLabels("mine", mine)
        .endMetadata()
        .addToData("a", "1")
        .build();
  }

  private static Deployment deployment(String name, String image, int replicas) {
    return deployment(name, image, replicas, "100m");
  }

  private static Deployment deployment(String name, String image, int replicas, String cpu) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withNewSelector()
        .addToMatchLabels("app", name)
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("app", name)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("main")
        .withImage(image)
        .withNewResources()
        .addToRequests("cpu", io.fabric8.kubernetes.api.model.Quantity.parse(cpu))
        .endResources()
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }
}
