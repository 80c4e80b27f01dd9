package io.beta9.provisioning.cloudsim.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Installs, upgrades and rolls back the chart of the service with the real Helm. */
class ProvisioningReleaseTest {
  private static final Path CHART =
      Path.of("../deploy/charts/provisioning").toAbsolutePath().normalize();
  private static final String NAMESPACE = "beta9-provisioning";
  private static final String RELEASE = "provisioning";
  private static final String WORKER = "provisioning-worker";
  private static final String API = "provisioning-api";

  private static final String IMAGE = "registry.example.com/beta9/beta9-provisioning-worker:0.1.0";
  private static final Map<String, ?> BROKEN =
      Map.of("/image/worker", "broken", "/settings", Map.of("DATABASE_POOL_SIZE", 20));

  @TempDir Path folder;
  private final TestCluster cluster = new TestCluster();
  private KubernetesClient client;
  private HelmProcess helm;

  @BeforeEach
  void prepare() {
    client = cluster.client();
    helm = new HelmProcess(folder, cluster.kubeconfig(folder), NAMESPACE);
    cluster.setNodes(4);
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .create();
  }

  @AfterEach
  void close() {
    client.close();
    cluster.close();
  }

  @Test
  void installs_with_an_existing_secret() throws Exception {
    createSecret();

    succeed("install", Map.of());

    assertThat(job().getStatus().getSucceeded()).isEqualTo(1);
    assertThat(readyPods(API)).isEqualTo(2);
    assertThat(readyPods(WORKER)).isEqualTo(2);
    assertThat(referencedSettings(WORKER)).isEqualTo(referencedSettings(API)).isIn(settings());
    assertThat(notes(1))
        .contains(
            "kubectl exec -n beta9-provisioning deploy/provisioning-worker --"
                + " provisioner admin keys create");
  }

  @Test
  void installs_with_given_secrets_and_removes_those_of_the_migration() throws Exception {
    succeed("install", givenSecrets());

    assertThat(job().getStatus().getSucceeded()).isEqualTo(1);
    assertThat(client.secrets().inNamespace(NAMESPACE).withName("provisioning-migrate").get())
        .isNull();
    assertThat(readyPods(API)).isEqualTo(2);
    succeed("upgrade", givenSecrets());
  }

  @Test
  void starts_nothing_if_the_migration_fails() throws Exception {
    createSecret();
    cluster.cloud.conditions.put("pods-crash provisioning-migrate", "");

    JsonNode failed = call("install", Map.of(), 20);

    assertThat(failed.path("ok").asBoolean(true)).isFalse();
    assertThat(failed.path("error").asString()).contains("pre-install");
    assertThat(client.apps().deployments().inNamespace(NAMESPACE).list().getItems()).isEmpty();
  }

  @Test
  void changes_nothing_if_the_migration_of_an_upgrade_fails() throws Exception {
    createSecret();
    succeed("install", Map.of());
    String before = referencedSettings(API);
    cluster.cloud.conditions.put("pods-crash provisioning-migrate", "");

    JsonNode failed = call("upgrade", changedSettings(20), 20);

    assertThat(failed.path("error").asString()).contains("pre-upgrade");
    assertThat(referencedSettings(API)).isEqualTo(before);
    assertThat(readyPods(API)).isEqualTo(2);
  }

  @Test
  void migrates_nothing_without_the_secret() throws Exception {
    JsonNode failed = call("install", Map.of(), 3);

    assertThat(failed.path("ok").asBoolean(true)).isFalse();
    assertThat(warnings())
        .anyMatch(text -> text.contains("secret \"provisioning-secrets\" not found"));
    assertThat(client.apps().deployments().inNamespace(NAMESPACE).list().getItems()).isEmpty();
  }

  @Test
  void starts_no_pod_if_the_secret_lacks_a_key() throws Exception {
    createSecret();

    Map<String, ?> keys =
        Map.of("/secrets/keys", List.of("DATABASE_URL", "DATABASE_READ_URL", "REDIS_URL"));

    JsonNode failed = helm.call("install", RELEASE, parameters(keys, 3).put("wait", true));

    assertThat(failed.path("ok").asBoolean(true)).isFalse();
    assertThat(warnings())
        .anyMatch(text -> text.contains("references non-existent secret key: DATABASE_READ_URL"));
    assertThat(readyPods(API)).isZero();
  }

  @Tag("slow")
  @Test
  void restores_the_previous_settings_with_an_undone_rollout() throws Exception {
    createSecret();
    succeed("install", Map.of());
    String first = referencedSettings(WORKER);
    succeed("upgrade", changedSettings(20));
    String second = referencedSettings(WORKER);
    assertThat(second).isNotEqualTo(first);
    assertThat(notes(2))
        .contains("kubectl rollout status deployment provisioning-api -n beta9-provisioning");
    assertThat(settings()).contains(first, second);

    deployment(WORKER).rolling().undo();
    deployment(API).rolling().undo();

    awaitRollout(WORKER);
    awaitRollout(API);
    assertThat(referencedSettings(WORKER)).isEqualTo(first);
    assertThat(podSettings(WORKER)).containsOnly(first);
    assertThat(podSettings(API)).containsOnly(first);
    assertThat(revision(WORKER)).isEqualTo("3");
    assertThat(
            client
                .apps()
                .replicaSets()
                .inNamespace(NAMESPACE)
                .withLabel("app", WORKER)
                .list()
                .getItems())
        .hasSize(2);
    assertThat(settings()).contains(first, second);
  }

  @Test
  void keeps_the_pods_of_a_broken_upgrade_and_recovers_with_an_undone_rollout() throws Exception {
    createSecret();
    succeed("install", Map.of());
    String settings = referencedSettings(WORKER);
    breakImage();

    JsonNode failed = helm.call("upgrade", RELEASE, parameters(BROKEN, 3).put("wait", true));

    assertThat(failed.path("kind").asString()).as(failed.toString()).isEqualTo("timeout");
    assertThat(readyPods(WORKER)).isEqualTo(2);
    deployment(WORKER).rolling().undo();
    awaitRollout(WORKER);
    assertThat(images(WORKER)).containsOnly(IMAGE);
    assertThat(podSettings(WORKER)).containsOnly(settings);
  }

  @Test
  void returns_to_the_previous_release_when_helm_rolls_back() throws Exception {
    createSecret();
    succeed("install", Map.of());
    String first = referencedSettings(WORKER);
    breakImage();

    // helm-java has no rollback call. An atomic upgrade that fails executes Helm's rollback.
    JsonNode failed =
        helm.call("upgrade", RELEASE, parameters(BROKEN, 3).put("wait", true).put("atomic", true));

    assertThat(failed.path("ok").asBoolean(true)).isFalse();
    JsonNode status = helm.call("status", RELEASE, JsonMapper.shared().createObjectNode());
    assertThat(status.at("/release/status").asString()).as(failed.toString()).isEqualTo("deployed");
    assertThat(status.at("/release/revision").asInt()).isEqualTo(3);
    awaitRollout(WORKER);
    assertThat(images(WORKER)).containsOnly(IMAGE);
    assertThat(podSettings(WORKER)).containsOnly(first);
    assertThat(settings()).contains(first).hasSize(2);
  }

  @Tag("slow")
  @Test
  void returns_to_settings_of_an_earlier_upgrade() throws Exception {
    createSecret();
    succeed("install", Map.of());
    String first = referencedSettings(API);
    succeed("upgrade", changedSettings(20));

    succeed("upgrade", Map.of());

    assertThat(referencedSettings(API)).isEqualTo(first);
    assertThat(settings()).hasSize(2);
  }

  @Test
  void keeps_the_number_of_pods_that_kubectl_set() throws Exception {
    createSecret();
    succeed("install", Map.of());

    deployment(WORKER).scale(5);
    await().until(() -> readyPods(WORKER) == 5);
    deployment(WORKER).scale(1);
    await().until(() -> readyPods(WORKER) == 1);
  }

  @Test
  void installs_with_a_plain_autoscaler_and_admits_the_deletion_cost() throws Exception {
    createSecret();

    JsonNode installed =
        call(
            "install",
            Map.of(
                "/autoscaling/worker/enabled", true,
                "/autoscaling/worker/mode", "hpa",
                "/autoscaling/api/enabled", true),
            60);

    assertThat(installed.path("ok").asBoolean()).as(installed.toString()).isTrue();

    assertThat(
            client
                .autoscaling()
                .v2()
                .horizontalPodAutoscalers()
                .inNamespace(NAMESPACE)
                .list()
                .getItems())
        .hasSize(2);
    assertThat(client.admissionRegistration().v1().validatingAdmissionPolicies().list().getItems())
        .hasSize(1);
    assertThat(client.rbac().roles().inNamespace(NAMESPACE).list().getItems()).hasSize(2);
  }

  @Test
  void leaves_only_settings_and_the_account_of_the_migration_after_an_uninstall() throws Exception {
    createSecret();
    succeed("install", Map.of());

    assertThat(
            helm.call("uninstall", RELEASE, JsonMapper.shared().createObjectNode())
                .path("ok")
                .asBoolean())
        .isTrue();

    assertThat(client.apps().deployments().inNamespace(NAMESPACE).list().getItems()).isEmpty();
    assertThat(client.services().inNamespace(NAMESPACE).list().getItems()).isEmpty();
    assertThat(settings()).hasSize(1);
    succeed("install", Map.of());
  }

  /** Returns the notes that Helm prints after an installation or upgrade. */
  private String notes(int revision) throws IOException {
    String release =
        client
            .secrets()
            .inNamespace(NAMESPACE)
            .withName("sh.helm.release.v1.provisioning.v" + revision)
            .get()
            .getData()
            .get("release");
    byte[] compressed = Base64.getDecoder().decode(Base64.getDecoder().decode(release));
    try (var stream = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      return JsonMapper.shared().readTree(stream).at("/info/notes").asString();
    }
  }

  private void breakImage() {
    cluster.cloud.conditions.put("image-pull registry.example.com/beta9/broken:0.1.0", "");
  }

  private void createSecret() {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("provisioning-secrets")
                .withNamespace(NAMESPACE)
                .endMetadata()
                .addToStringData("DATABASE_URL", "postgresql://u:p@db/provisioning")
                .addToStringData("REDIS_URL", "redis://redis:6379")
                .build())
        .create();
  }

  private static Map<String, Object> givenSecrets() {
    return Map.of(
        "/secrets/existing",
        "",
        "/secrets/values",
        Map.of("DATABASE_URL", "postgresql://u:p@db/x", "REDIS_URL", "redis://redis:6379"));
  }

  private static Map<String, Object> changedSettings(int poolSize) {
    return Map.of("/settings", Map.of("DATABASE_POOL_SIZE", poolSize));
  }

  private void succeed(String action, Map<String, ?> changes) throws Exception {
    JsonNode response = call(action, changes, 60);
    assertThat(response.path("ok").asBoolean()).as(response.toString()).isTrue();
    awaitRollout(API);
    awaitRollout(WORKER);
  }

  private JsonNode call(String action, Map<String, ?> changes, int timeoutSeconds)
      throws Exception {
    return helm.call(action, RELEASE, parameters(changes, timeoutSeconds));
  }

  private ObjectNode parameters(Map<String, ?> changes, int timeoutSeconds) throws IOException {
    ObjectNode values =
        (ObjectNode) new YAMLMapper().readTree(CHART.resolve("ci/example-values.yaml").toFile());
    changes.forEach(
        (pointer, value) -> {
          int last = pointer.lastIndexOf('/');
          ObjectNode parent = last == 0 ? values : values.withObject(pointer.substring(0, last));
          parent.set(pointer.substring(last + 1), JsonMapper.shared().valueToTree(value));
        });
    Path file = Files.writeString(folder.resolve("values.json"), values.toString());
    return JsonMapper.shared()
        .createObjectNode()
        .put("chart", CHART.toString())
        .put("values_file", file.toString())
        .put("timeout_seconds", timeoutSeconds);
  }

  private RollableScalableResource<Deployment> deployment(String name) {
    return client.apps().deployments().inNamespace(NAMESPACE).withName(name);
  }

  private Job job() {
    return client.batch().v1().jobs().inNamespace(NAMESPACE).withName("provisioning-migrate").get();
  }

  private void awaitRollout(String name) {
    await()
        .until(
            () -> {
              var status = deployment(name).get().getStatus();
              return status.getUpdatedReplicas() == 2
                  && status.getReadyReplicas() == 2
                  && status.getReplicas() == 2;
            });
  }

  private List<Pod> pods(String app) {
    return client.pods().inNamespace(NAMESPACE).withLabel("app", app).list().getItems();
  }

  private int readyPods(String app) {
    return (int)
        pods(app).stream()
            .filter(
                pod ->
                    pod.getStatus().getConditions().stream()
                        .anyMatch(
                            condition ->
                                condition.getType().equals("Ready")
                                    && condition.getStatus().equals("True")))
            .count();
  }

  private String revision(String name) {
    return deployment(name)
        .get()
        .getMetadata()
        .getAnnotations()
        .get("deployment.kubernetes.io/revision");
  }

  private List<String> images(String app) {
    return pods(app).stream()
        .map(pod -> pod.getSpec().getContainers().getFirst().getImage())
        .toList();
  }

  private String referencedSettings(String name) {
    return deployment(name)
        .get()
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst()
        .getEnvFrom()
        .getFirst()
        .getConfigMapRef()
        .getName();
  }

  private Set<String> podSettings(String app) {
    Set<String> names = new HashSet<>();
    pods(app)
        .forEach(
            pod ->
                names.add(
                    pod.getSpec()
                        .getContainers()
                        .getFirst()
                        .getEnvFrom()
                        .getFirst()
                        .getConfigMapRef()
                        .getName()));
    return names;
  }

  private List<String> settings() {
    return client
        .configMaps()
        .inNamespace(NAMESPACE)
        .withLabel("app", "provisioning-config")
        .list()
        .getItems()
        .stream()
        .map((ConfigMap map) -> map.getMetadata().getName())
        .toList();
  }

  private List<String> warnings() {
    return client.v1().events().inNamespace(NAMESPACE).list().getItems().stream()
        .map(event -> event.getMessage())
        .toList();
  }
}
