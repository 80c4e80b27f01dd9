package io.beta9.provisioning.bootstrap.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.bootstrap.SimulatedCluster;
import io.beta9.provisioning.bootstrap.TestHelm;
import io.beta9.provisioning.bootstrap.WaitContexts;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.beta9.provisioning.bootstrap.cluster.ObjectDrift;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.FailureSubject;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The real Helm, and the records that killed Helm processes leave behind. */
class ReleaseInstallerTest {
  @TempDir Path folder;
  private final SimulatedCluster cluster = new SimulatedCluster();
  private final ClusterAccess access = cluster.access();
  // A fast clock, so that the test need not wait until a Helm process counts as ended.
  private final WaitContexts contexts = new WaitContexts(WaitContexts.faster(30));
  private ReleaseInstaller releases;
  private Path files;
  private Path chart;
  private boolean reapply;

  @BeforeEach
  void chart() throws Exception {
    chart = Files.createDirectories(folder.resolve("charts/shop/templates")).getParent();
    Files.writeString(chart.resolve("Chart.yaml"), "apiVersion: v2\nname: shop\nversion: 1.0.0\n");
    Files.writeString(chart.resolve("values.yaml"), "size: 1\nlist: [1, a]\n");
    Files.writeString(
        chart.resolve("templates/map.yaml"),
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: shop}
        data: {size: {{ .Values.size | quote }}}
        """);
    files = Files.createDirectory(folder.resolve("private"));
    releases =
        new ReleaseInstaller(
            new HelmClient(TestHelm.settings(folder, folder.resolve("charts")), files));
  }

  @AfterEach
  void close() {
    access.close();
    cluster.close();
  }

  @Test
  void installs_then_skips_when_unchanged_then_upgrades_on_change() throws Exception {
    assertThat(ensure(2)).isTrue();
    assertThat(size()).isEqualTo("2");
    assertThat(ensure(2)).isFalse();
    assertThat(ensure(3)).as("other values").isTrue();
    assertThat(size()).isEqualTo("3");
    Files.writeString(chart.resolve("values.yaml"), "size: 1\nlist: [1, b]\n");
    assertThat(ensure(3)).as("other default values").isTrue();
    assertThat(ensure(3)).isFalse();
    assertThat(records()).first().returns(3, ReleaseRecord::revision);
  }

  @Test
  void restores_what_was_deleted_or_changed_and_names_it() throws Exception {
    Files.writeString(
        chart.resolve("templates/more.yaml"),
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: shop}
        spec: {podSelector: {}, policyTypes: [Ingress], ingress: []}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: shop}
        rules: [{apiGroups: [""], resources: [pods], verbs: [list]}]
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: shop}
        stringData: {password: hidden-1}
        """);
    ensure(2);
    assertThat(ensure(2)).as("nothing has changed").isFalse();

    var client = access.client();
    client.network().networkPolicies().inNamespace("shop").withName("shop").delete();
    client.rbac().clusterRoles().withName("shop").delete();
    client
        .secrets()
        .inNamespace("shop")
        .withName("shop")
        .edit(secret -> secret.toBuilder().addToData("password", "b3RoZXI=").build());
    client
        .configMaps()
        .inNamespace("shop")
        .withName("shop")
        .edit(map -> map.toBuilder().addToData("size", "9").addToData("mine", "1").build());

    assertThat(ensure(2)).isTrue();
    assertThat(contexts.reports)
        .contains(
            restoring("NetworkPolicy"),
            restoring("ClusterRole"),
            restoring("Secret", "data.password"),
            restoring("ConfigMap", "data.size"));
    assertThat(contexts.text()).doesNotContain("hidden-1", "b3RoZXI");
    assertThat(size()).isEqualTo("2");
    assertThat(client.network().networkPolicies().inNamespace("shop").withName("shop").get())
        .isNotNull();
    assertThat(client.rbac().clusterRoles().withName("shop").get()).isNotNull();
    assertThat(ensure(2)).as("all is restored").isFalse();
  }

  @Test
  void removes_what_was_added_to_objects_and_leaves_what_controllers_change() throws Exception {
    Files.writeString(
        chart.resolve("templates/more.yaml"),
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: shop}
        spec: {podSelector: {}, policyTypes: [Ingress]}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: shop}
        spec:
          replicas: 1
          selector: {matchLabels: {app: shop}}
          template:
            metadata: {labels: {app: shop}}
            spec: {containers: [{name: shop, image: "shop:1"}]}
        """);
    ensure(2);
    cluster.apply(
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: shop, namespace: shop}
        spec: {minReplicas: 3, maxReplicas: 5, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}}
        """);
    var client = access.client();
    var deployment = client.apps().deployments().inNamespace("shop").withName("shop");
    deployment.scale(3);
    deployment.edit(
        web -> web.toBuilder().editMetadata().addToLabels("team", "x").endMetadata().build());
    assertThat(ensure(2)).as("scaled by its autoscaler, labelled by others").isFalse();

    deployment.edit(
        web ->
            web.toBuilder()
                .editSpec()
                .withPaused(true)
                .editTemplate()
                .editSpec()
                .addToNodeSelector("pool", "none")
                .endSpec()
                .endTemplate()
                .endSpec()
                .build());
    var policy = client.network().networkPolicies().inNamespace("shop").withName("shop");
    policy.edit(open -> open.toBuilder().editSpec().addNewIngress().endIngress().endSpec().build());

    assertThat(ensure(2)).isTrue();
    assertThat(contexts.reports)
        .contains(
            restoring("NetworkPolicy", "spec.ingress (added)"),
            restoring(
                "Deployment", "spec.template.spec.nodeSelector (added)", "spec.paused (added)"));
    assertThat(policy.get().getSpec().getIngress()).isEmpty();
    assertThat(deployment.get().getSpec().getPaused()).isNotEqualTo(true);
    assertThat(ensure(2)).as("all is restored").isFalse();
  }

  @Test
  void creates_an_object_again_that_was_being_deleted() throws Exception {
    ensure(2);
    var map = access.client().configMaps().inNamespace("shop").withName("shop");
    map.edit(it -> it.toBuilder().editMetadata().addToFinalizers("a.b/c").endMetadata().build());
    map.delete();
    WaitContext context =
        new WaitContext(
            contexts.clock,
            contexts.clock.instant().plusSeconds(600),
            () -> false,
            report -> {
              contexts.reports.add(report);
              if (report instanceof ClusterProgress.ObjectRestoring(ObjectDrift drift)
                  && drift.terminating()) {
                map.edit(
                    it -> it.toBuilder().editMetadata().withFinalizers().endMetadata().build());
              }
            });

    assertThat(ensure(2, context)).isTrue();

    assertThat(map.get().getMetadata().getDeletionTimestamp()).isNull();
    assertThat(ensure(2)).isFalse();
  }

  @Test
  void upgrades_an_unchanged_release_if_it_is_to_be_applied_again() throws Exception {
    ensure(2);
    reapply = true;
    String uid = uid();

    assertThat(ensure(2)).isTrue();

    assertThat(records()).first().returns(2, ReleaseRecord::revision);
    assertThat(uid()).as("nothing is created again").isEqualTo(uid);
  }

  @Test
  void rejects_a_change_by_a_worker_whose_successor_has_changed_the_release() throws Exception {
    ensure(2);
    HelmClient helm = new HelmClient(TestHelm.settings(folder, folder.resolve("charts")), files);
    WaitContext context = contexts.withTimeout(java.time.Duration.ofHours(1));
    reapply = true;
    ensure(3);

    assertThatThrownBy(
            () ->
                helm.upgrade(
                    access,
                    "shop",
                    "shop",
                    1,
                    "shop",
                    JsonMapper.shared().createObjectNode().put("size", 4),
                    context))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.HELM_CHANGED));
    assertThatThrownBy(() -> helm.uninstall(access, "shop", "shop", 1, context))
        .isInstanceOf(FailureException.class);
    assertThat(size()).isEqualTo("3");
    assertThat(records()).hasSize(2);
  }

  @Test
  void reinstalls_after_an_interrupted_install() throws Exception {
    ensure(2);
    leave(1, "pending-install");
    assertThat(ensure(2)).isTrue();
    assertThat(records())
        .singleElement()
        .returns("deployed", ReleaseRecord::status)
        .returns(1, ReleaseRecord::revision);
    assertThat(contexts.reports)
        .contains(new ClusterProgress.ReleaseReinstalling("shop", "pending-install"));
  }

  @Test
  void repeats_an_interrupted_upgrade_without_removing_anything() throws Exception {
    ensure(2);
    String uid = uid();
    ensure(3);
    leave(1, "deployed");
    leave(2, "pending-upgrade");
    assertThat(ensure(4)).isTrue();
    assertThat(size()).isEqualTo("4");
    assertThat(uid()).as("the same object").isEqualTo(uid);
    assertThat(records()).first().returns("deployed", ReleaseRecord::status);
  }

  @Test
  void repeats_an_upgrade_above_several_interrupted_ones() throws Exception {
    ensure(2);
    ensure(3);
    ensure(4);
    leave(1, "deployed");
    leave(2, "pending-rollback");
    leave(3, "pending-upgrade");

    assertThat(ensure(5)).isTrue();

    assertThat(size()).isEqualTo("5");
    assertThat(records())
        .extracting(ReleaseRecord::status)
        .containsExactly("deployed", "superseded");
  }

  @Test
  void does_not_wait_for_a_record_of_a_clock_that_is_ahead() throws Exception {
    ensure(2);
    ensure(3);
    leave(1, "deployed");
    leave(2, "pending-upgrade");
    access
        .client()
        .secrets()
        .inNamespace("shop")
        .withName("sh.helm.release.v1.shop.v2")
        .edit(
            it ->
                it.toBuilder()
                    .editMetadata()
                    .addToLabels("modifiedAt", "4102444800")
                    .endMetadata()
                    .build());
    java.time.Instant start = contexts.clock.instant();

    assertThat(ensure(4)).isTrue();

    assertThat(start).isAfter(contexts.clock.instant().minusSeconds(20 * 60));
    assertThat(size()).isEqualTo("4");
  }

  @Test
  void reinstalls_after_a_failed_first_install() throws Exception {
    ensure(2);
    leave(1, "failed");
    assertThat(ensure(2)).isTrue();
    assertThat(records()).singleElement().returns("deployed", ReleaseRecord::status);
  }

  @Test
  void fails_on_a_broken_chart_and_leaves_no_files_behind() throws Exception {
    Files.writeString(chart.resolve("templates/broken.yaml"), "{{ fail \"no size today\" }}");
    assertThatThrownBy(() -> ensure(2))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().kind()).isEqualTo(FailureClass.BOOTSTRAP);
              assertThat(e.failure().code()).isEqualTo(FailureCode.HELM_CHART);
              assertThat(e.failure().about()).contains(new FailureSubject.Named("shop"));
              assertThat(e.failure().parameter(FailureParameter.ACTION)).contains("install");
              assertThat(e.failure().parameter(FailureParameter.REPORTED))
                  .get(InstanceOfAssertFactories.STRING)
                  .contains("no size today");
            });
    assertThat(files).isEmptyDirectory();
  }

  @Test
  void ends_a_cancelled_call_immediately() {
    contexts.cancelled.set(true);
    assertThatThrownBy(() -> ensure(2)).isInstanceOf(WaitContext.WaitCancelledException.class);
    assertThat(records()).isEmpty();
  }

  @Test
  void classifies_denied_access_as_a_permission_failure() {
    cluster.denyAllCallers();
    assertThatThrownBy(() -> ensure(2))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(FailureCode.CLUSTER_ACCESS_DENIED);
              assertThat(e.failure().kind()).isEqualTo(FailureClass.PERMISSION);
            });
  }

  private static ClusterProgress restoring(String kind, String... changed) {
    return new ClusterProgress.ObjectRestoring(
        new ObjectDrift(kind, "shop", List.of(changed), false));
  }

  private boolean ensure(int size) throws InterruptedException {
    return ensure(size, contexts.withTimeout(java.time.Duration.ofHours(1)));
  }

  private boolean ensure(int size, WaitContext context) throws InterruptedException {
    ObjectNode values = JsonMapper.shared().createObjectNode().put("size", size);
    return releases.ensure(access, "shop", "shop", "shop", values, reapply, context);
  }

  private List<ReleaseRecord> records() {
    return ReleaseRecord.of(access, "shop", "shop");
  }

  private String size() {
    return access
        .client()
        .configMaps()
        .inNamespace("shop")
        .withName("shop")
        .get()
        .getData()
        .get("size");
  }

  private String uid() {
    return access
        .client()
        .configMaps()
        .inNamespace("shop")
        .withName("shop")
        .get()
        .getMetadata()
        .getUid();
  }

  /** Writes a revision as a Helm process leaves it when it is killed at a given point. */
  private void leave(int revision, String status) throws Exception {
    var resource =
        access
            .client()
            .secrets()
            .inNamespace("shop")
            .withName("sh.helm.release.v1.shop.v" + revision);
    Secret secret = resource.get();
    byte[] inner = Base64.getDecoder().decode(secret.getData().get("release"));
    ObjectNode release;
    try (var zipped =
        new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(inner)))) {
      release = (ObjectNode) JsonMapper.shared().readTree(zipped.readAllBytes());
    }
    ((ObjectNode) release.path("info")).put("status", status);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(bytes)) {
      zip.write(release.toString().getBytes(StandardCharsets.UTF_8));
    }
    secret
        .getData()
        .put(
            "release",
            Base64.getEncoder().encodeToString(Base64.getEncoder().encode(bytes.toByteArray())));
    secret.getMetadata().getLabels().put("status", status);
    secret.getMetadata().setResourceVersion(null);
    resource.patch(secret);
  }
}
