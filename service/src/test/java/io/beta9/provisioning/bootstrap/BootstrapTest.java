package io.beta9.provisioning.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.bootstrap.cluster.AddOnProblem;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.beta9.provisioning.bootstrap.cluster.ObjectDrift;
import io.beta9.provisioning.bootstrap.cluster.UninstallResult;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.bootstrap.diagnosis.InstallationCheck;
import io.beta9.provisioning.bootstrap.diagnosis.InstallationProblem;
import io.beta9.provisioning.bootstrap.gateway.AdminTokenStore;
import io.beta9.provisioning.bootstrap.gateway.ProxiedGateway;
import io.beta9.provisioning.bootstrap.gateway.TokenCheck;
import io.beta9.provisioning.bootstrap.gateway.UserTokenStore;
import io.beta9.provisioning.bootstrap.gateway.VerifiedInstallation;
import io.beta9.provisioning.bootstrap.gateway.WorkspaceToken;
import io.beta9.provisioning.bootstrap.gateway.WorkspaceTokens;
import io.beta9.provisioning.bootstrap.helm.Beta9Inputs;
import io.beta9.provisioning.bootstrap.helm.ReleaseRecord;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.catalog.SmokeTest;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Installs, verifies and uninstalls Beta9 in a simulated cluster with the real Helm and charts. */
class BootstrapTest {
  @TempDir Path folder;
  private final SimulatedCluster cluster = new SimulatedCluster();
  private final WaitContexts contexts = new WaitContexts();
  private final FakeTokenStore tokens = new FakeTokenStore();
  private Bootstrap bootstrap;
  private KubernetesClient client;

  @BeforeEach
  void open() {
    ClusterAccess access = cluster.access();
    client = access.client();
    bootstrap = new HelmBootstrap(access, TestHelm.settings(folder), folder);
    cluster.nodes("system", 2);
    cluster.nodes("cpu", 1);
    cluster.bucketKeys.put(TestInfraModels.BUCKET, "StorageSecret3");
  }

  @AfterEach
  void close() {
    bootstrap.close();
    cluster.close();
  }

  @Test
  void installs_claims_exposes_verifies_and_uninstalls_beta9() throws Exception {
    InfraModel model = TestInfraModels.model(1, null, null);
    Beta9Inputs inputs = TestInfraModels.inputs(model);
    WaitContext context = contexts.withDefaultTimeout();

    bootstrap.awaitApiServer(context);
    assertThat(contexts.reports)
        .first()
        .isEqualTo(new ClusterProgress.BootstrapStarted(cluster.access().coordinates().name()));
    bootstrap.awaitNodes(model, group -> List.of(), context);
    assertThat(contexts.reports)
        .contains(
            new ClusterProgress.NodesCounted(
                Map.of(
                    "system",
                    new ClusterProgress.NodeCount(2, 2),
                    "cpu",
                    new ClusterProgress.NodeCount(1, 1)),
                0,
                model.cluster().kubernetesVersion()));
    bootstrap.installBaseline(model, false, context);
    bootstrap.awaitBaseline(context);
    bootstrap.installBeta9(inputs, context);
    assertThat(cluster.balancers).as("nothing outside reaches an unclaimed Beta9").isEmpty();

    bootstrap.claim(tokens, inputs, context);
    assertThat(tokens.kept).isNotNull();
    AdminTokenStore.StoredToken claimed = tokens.kept;

    Bootstrap.ExternalEndpoint endpoint =
        bootstrap.expose(inputs, (host, port) -> fail("there is no certificate"), context);
    assertThat(endpoint.loadBalancer()).endsWith(".elb.us-east-1.amazonaws.com");
    assertThat(endpoint.url()).isEqualTo("http://" + endpoint.loadBalancer() + ":1994");

    VerifiedInstallation ready = bootstrap.verify(tokens, inputs, SmokeTest.BASIC, context);
    assertThat(ready.healthy() && ready.claimed() && ready.storage()).isTrue();
    assertThat(ready.pools()).containsExactlyInAnyOrder("default", "build");
    assertThat(ready.workers()).isPositive();

    int messageCount = contexts.reports.size();
    bootstrap.installBaseline(model, false, context);
    bootstrap.installBeta9(inputs, context);
    bootstrap.claim(tokens, inputs, context);
    assertThat(bootstrap.expose(inputs, (host, port) -> true, context)).isEqualTo(endpoint);
    assertThat(contexts.reports.subList(messageCount, contexts.reports.size()))
        .contains(
            new ClusterProgress.ReleaseUpToDate("baseline"),
            new ClusterProgress.ReleaseUpgrading("beta9"),
            new ClusterProgress.ReleaseUpToDate("beta9"))
        .doesNotHaveAnyElementsOfTypes(ClusterProgress.ObjectRestoring.class);
    assertThat(tokens.kept).isEqualTo(claimed);
    assertThat(tokens.saves).isEqualTo(1);
    assertThat(ReleaseRecord.of(cluster.access(), "beta9-system", "beta9")).hasSize(3);

    UninstallResult emptied = bootstrap.uninstall(context);
    assertThat(emptied.isComplete()).as(emptied.toString()).isTrue();
    assertThat(emptied.problems()).isEmpty();
    assertThat(cluster.balancers).isEmpty();
    assertThat(client.services().inAnyNamespace().list().getItems())
        .noneMatch(service -> "LoadBalancer".equals(service.getSpec().getType()));
    assertThat(ReleaseRecord.of(cluster.access(), "kube-system", "baseline")).isEmpty();
    assertThat(bootstrap.uninstall(context).isComplete()).as("twice is fine").isTrue();
    assertThat(contexts.text())
        .doesNotContain(claimed.token(), "StorageSecret3", "DatabasePassword1", "RedisToken2");
  }

  @Test
  void names_what_was_deleted_or_changed_and_what_is_not_ready_until_it_is_installed_again()
      throws Exception {
    Beta9Inputs inputs = TestInfraModels.inputs(TestInfraModels.small());
    WaitContext context = contexts.withDefaultTimeout();
    bootstrap.installBaseline(inputs.model(), false, context);
    bootstrap.awaitBaseline(context);
    bootstrap.installBeta9(inputs, context);
    ClusterAccess access = cluster.access();
    assertThat(new InstallationCheck(access).problems()).isEmpty();

    client
        .network()
        .networkPolicies()
        .inNamespace("beta9-system")
        .withName("beta9-within")
        .delete();
    client.rbac().roleBindings().inNamespace("beta9-system").delete();
    client
        .apps()
        .deployments()
        .inNamespace("beta9-system")
        .withName("beta9-gateway")
        .edit(
            gateway ->
                gateway.toBuilder()
                    .editSpec()
                    .withReplicas(0)
                    .editTemplate()
                    .editSpec()
                    .editFirstContainer()
                    .withImage("example.org/other:1")
                    .endContainer()
                    .endSpec()
                    .endTemplate()
                    .endSpec()
                    .build());
    client
        .apps()
        .deployments()
        .inNamespace("kube-system")
        .withLabel("app.kubernetes.io/instance", "baseline")
        .delete();

    List<InstallationProblem> problems = new InstallationCheck(access).problems();
    ObjectDrift missing = new ObjectDrift("NetworkPolicy", "beta9-within", List.of(), false);
    assertThat(problems)
        .contains(
            new InstallationProblem.ReleaseObjectDrift("beta9", missing),
            new InstallationProblem.ReleaseObjectDrift(
                "beta9", new ObjectDrift("RoleBinding", "beta9-gateway", List.of(), false)))
        .anyMatch(
            problem ->
                problem
                        instanceof
                        InstallationProblem.ReleaseObjectDrift(var release, ObjectDrift drift)
                    && release.equals("beta9")
                    && drift.kind().equals("Deployment")
                    && drift.name().equals("beta9-gateway")
                    && drift.changed().contains("spec.template.spec.containers[gateway].image"))
        .anyMatch(
            problem ->
                problem instanceof InstallationProblem.ReleaseObjectDrift drifted
                    && drifted.release().equals("baseline"));

    bootstrap.installBaseline(inputs.model(), true, context);
    bootstrap.awaitBaseline(context);
    bootstrap.installBeta9(inputs, context);
    assertThat(contexts.reports).contains(new ClusterProgress.ObjectRestoring(missing));
    assertThat(new InstallationCheck(access).problems()).isEmpty();
  }

  /** The customer has an autoscaler for the gateway; nothing else corrects its replicas here. */
  @Test
  void keeps_the_number_of_gateways_of_an_autoscaler() throws Exception {
    Beta9Inputs inputs = TestInfraModels.inputs(TestInfraModels.small());
    WaitContext context = contexts.withDefaultTimeout();
    bootstrap.installBaseline(inputs.model(), false, context);
    bootstrap.installBeta9(inputs, context);
    cluster.apply(
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: gateways, namespace: beta9-system}
        spec:
          minReplicas: 2
          maxReplicas: 4
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: beta9-gateway}
        """);
    var gateway = client.apps().deployments().inNamespace("beta9-system").withName("beta9-gateway");
    gateway.scale(3);
    Set<String> pods = gatewayPods();

    bootstrap.installBeta9(inputs, context);
    bootstrap.claim(tokens, inputs, context);
    bootstrap.expose(inputs, (host, port) -> true, context);

    assertThat(gateway.get().getSpec().getReplicas()).isEqualTo(3);
    assertThat(gatewayPods()).as("none was replaced").containsAll(pods);
    assertThat(new InstallationCheck(cluster.access()).problems()).isEmpty();

    gateway.scale(0);
    assertThat(new InstallationCheck(cluster.access()).problems())
        .contains(
            new InstallationProblem.ReleaseObjectDrift(
                "beta9",
                new ObjectDrift("Deployment", "beta9-gateway", List.of("spec.replicas"), false)));
    bootstrap.installBeta9(inputs, context);
    assertThat(gateway.get().getSpec().getReplicas()).as("was switched off").isEqualTo(1);
  }

  private Set<String> gatewayPods() {
    return client
        .pods()
        .inNamespace("beta9-system")
        .withLabel("app.kubernetes.io/component", "gateway")
        .list()
        .getItems()
        .stream()
        .map(pod -> pod.getMetadata().getName())
        .collect(Collectors.toSet());
  }

  @Test
  void names_the_workloads_of_add_ons_that_are_missing_or_have_no_pods() throws Exception {
    Beta9Inputs inputs = TestInfraModels.inputs(TestInfraModels.small());
    WaitContext context = contexts.withDefaultTimeout();
    bootstrap.installBaseline(inputs.model(), false, context);
    bootstrap.awaitBaseline(context);
    bootstrap.installBeta9(inputs, context);

    client.apps().daemonSets().inNamespace("kube-system").withName("ebs-csi-node").delete();
    client.apps().deployments().inNamespace("kube-system").withName("metrics-server").delete();
    client.apps().deployments().inNamespace("kube-system").withName("coredns").scale(0);

    assertThat(new InstallationCheck(cluster.access()).problems())
        .containsExactlyInAnyOrder(
            addOn("aws-ebs-csi-driver", "DaemonSet", "ebs-csi-node", AddOnProblem.Cause.MISSING),
            addOn("metrics-server", "Deployment", "metrics-server", AddOnProblem.Cause.MISSING),
            addOn("coredns", "Deployment", "coredns", AddOnProblem.Cause.SCALED_TO_ZERO));

    cluster.installAddOns();
    client.apps().deployments().inNamespace("kube-system").withName("coredns").scale(2);
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(new InstallationCheck(cluster.access()).problems()).isEmpty());
  }

  private static InstallationProblem addOn(
      String addOn, String kind, String name, AddOnProblem.Cause cause) {
    return new InstallationProblem.AddOnWithoutPods(new AddOnProblem(addOn, kind, name, cause));
  }

  @Test
  void reports_pods_that_may_not_be_created_in_the_words_of_the_api_server() throws Exception {
    Beta9Inputs inputs = TestInfraModels.inputs(TestInfraModels.small());
    WaitContext context = contexts.withDefaultTimeout();
    bootstrap.installBaseline(inputs.model(), false, context);
    bootstrap.installBeta9(inputs, context);
    cluster.apply(
        """
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: none, namespace: beta9-system}
        spec: {hard: {pods: "0"}}
        """);
    client.pods().inNamespace("beta9-system").delete();

    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(new InstallationCheck(cluster.access()).problems())
                    .anyMatch(
                        problem ->
                            problem instanceof InstallationProblem.WorkloadDown down
                                && down.namespace().equals("beta9-system")
                                && down.rollout().kind().equals("Deployment")
                                && down.rollout().name().equals("beta9-gateway")
                                && down.rollout()
                                    .creationError()
                                    .contains("exceeded quota: none")));
  }

  @Test
  void reports_a_conflict_if_beta9_was_claimed_by_another_client() throws Exception {
    Beta9Inputs inputs = TestInfraModels.inputs(TestInfraModels.small());
    WaitContext context = contexts.withDefaultTimeout();
    bootstrap.installBaseline(inputs.model(), false, context);
    bootstrap.installBeta9(inputs, context);
    bootstrap.claim(new FakeTokenStore(), inputs, context);

    assertThatThrownBy(() -> bootstrap.claim(tokens, inputs, context))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(FailureCode.BETA9_ALREADY_CLAIMED);
              assertThat(e.failure().kind()).isEqualTo(FailureClass.CONFLICT);
              assertThat(e.failure().parameters()).isEmpty();
            });
    assertThat(tokens.saves).isZero();
  }

  @Test
  void resets_and_reclaims_an_unused_beta9_whose_token_was_lost() throws Exception {
    cluster.nodes("system", 2);
    Beta9Inputs inputs = TestInfraModels.inputs(TestInfraModels.small());
    WaitContext context = contexts.withDefaultTimeout();
    bootstrap.installBeta9(inputs, context);
    FakeTokenStore lost = new FakeTokenStore();
    bootstrap.claim(lost, inputs, context);

    tokens.recordClaimAttempt(); // the worker died after the claim above
    bootstrap.claim(tokens, inputs, context);
    assertThat(tokens.saves).isEqualTo(1);
    bootstrap.verify(tokens, inputs, SmokeTest.BASIC, context);
    assertThatThrownBy(() -> bootstrap.verify(lost, inputs, SmokeTest.BASIC, context))
        .isInstanceOf(FailureException.class);

    bootstrap.expose(inputs, (host, port) -> true, context);
    bootstrap.verify(tokens, inputs, SmokeTest.BASIC, context);
    tokens.recordClaimAttempt();
    assertThatThrownBy(() -> bootstrap.claim(tokens, inputs, context))
        .as("one that others can reach is never emptied")
        .isInstanceOf(FailureException.class);
  }

  @Test
  void gives_users_one_token_that_does_not_administer_the_cluster() throws Exception {
    cluster.nodes("system", 2);
    Beta9Inputs inputs = TestInfraModels.inputs(TestInfraModels.small());
    WaitContext context = contexts.withDefaultTimeout();
    bootstrap.installBeta9(inputs, context);
    bootstrap.claim(tokens, inputs, context);
    ProxiedGateway gateway = new ProxiedGateway(cluster.access());
    String admin = tokens.kept.token();
    String foreign = gateway.createToken(admin).orElseThrow().id();
    FakeUserTokenStore users = new FakeUserTokenStore();

    users.failToSave = true; // the worker died after it had created the token
    assertThatThrownBy(() -> bootstrap.ensureUserToken(tokens, users, context))
        .isInstanceOf(IllegalStateException.class);
    users.failToSave = false;
    assertThat(bootstrap.ensureUserToken(tokens, users, context)).isTrue();
    UserTokenStore.UserToken stored = users.kept;
    assertThat(bootstrap.ensureUserToken(tokens, users, context)).isTrue();

    assertThat(users.kept).isEqualTo(stored);
    assertThat(ofUsers(gateway, admin)).containsExactlyInAnyOrder(foreign, stored.id());
    assertThat(gateway.workerPools(stored.key()).orElseThrow())
        .as("only the administrator lists the pools")
        .isEmpty();
    assertThat(gateway.check(stored.key())).isInstanceOf(TokenCheck.Accepted.class);
    assertThat(gateway.workerPools(admin).orElseThrow()).contains("default");
    assertThat(contexts.text()).doesNotContain(stored.key());
  }

  @Test
  void replaces_a_token_of_users_that_beta9_does_not_know() throws Exception {
    Beta9Inputs inputs = TestInfraModels.inputs(TestInfraModels.small());
    WaitContext context = contexts.withDefaultTimeout();
    bootstrap.installBeta9(inputs, context);
    bootstrap.claim(tokens, inputs, context);
    FakeUserTokenStore users = new FakeUserTokenStore();
    users.save(new UserTokenStore.UserToken("revoked", "workspace", "key"));

    assertThat(bootstrap.ensureUserToken(tokens, users, context)).isTrue();

    assertThat(ofUsers(new ProxiedGateway(cluster.access()), tokens.kept.token()))
        .containsExactly(users.kept.id());
  }

  private static List<String> ofUsers(WorkspaceTokens gateway, String admin)
      throws InterruptedException {
    return gateway.tokens(admin).orElseThrow().stream()
        .filter(token -> token.type().equals(WorkspaceToken.USERS))
        .map(WorkspaceToken::id)
        .toList();
  }

  @Test
  void claims_a_beta9_whose_database_was_replaced() throws Exception {
    Beta9Inputs inputs = TestInfraModels.inputs(TestInfraModels.small());
    WaitContext context = contexts.withDefaultTimeout();
    bootstrap.installBeta9(inputs, context);
    tokens.save(new AdminTokenStore.StoredToken("old", "token-of-an-earlier-database"));

    bootstrap.claim(tokens, inputs, context);

    assertThat(tokens.kept.token()).isNotEqualTo("token-of-an-earlier-database");
    bootstrap.verify(tokens, inputs, SmokeTest.BASIC, context);
  }

  @Test
  void claims_a_reset_beta9_only_when_its_old_pods_are_gone() throws Exception {
    Beta9Inputs inputs = TestInfraModels.inputs(TestInfraModels.small());
    WaitContext context = contexts.withDefaultTimeout();
    bootstrap.installBeta9(inputs, context);
    bootstrap.claim(new FakeTokenStore(), inputs, context);
    tokens.recordClaimAttempt(); // the worker died after the claim above
    cluster.latencies.put("k8s:pod", Duration.ofSeconds(1));
    cluster.injectFault("pods-ignore-sigterm", "beta9-gateway");
    WaitContext observed =
        new WaitContext(
            contexts.clock,
            contexts.clock.instant().plus(Duration.ofMinutes(2)),
            () -> false,
            report -> {
              contexts.reports.add(report);
              if (report instanceof ClusterProgress.OldGatewayPods) {
                assertThat(tokens.saves).isZero();
                cluster.clearFault("pods-ignore-sigterm", "beta9-gateway");
              }
            });

    bootstrap.claim(tokens, inputs, observed);

    assertThat(contexts.reports)
        .anyMatch(
            report ->
                report instanceof ClusterProgress.OldGatewayPods(var pods)
                    && pods.stream().anyMatch(ClusterProgress.GatewayPod::terminating));
    assertThat(tokens.saves).isEqualTo(1);
    bootstrap.verify(tokens, inputs, SmokeTest.BASIC, context);
  }

  private static boolean fail(String why) {
    throw new AssertionError(why);
  }
}
