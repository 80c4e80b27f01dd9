package io.beta9.provisioning.bootstrap;

import static io.beta9.provisioning.bootstrap.PolicyDestination.address;
import static io.beta9.provisioning.bootstrap.PolicyDestination.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.bootstrap.helm.Beta9Inputs;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users' code reaches from a worker, by the policies of the installed chart. */
class WorkerEgressTest {
  private static final String DNS = "k8s-app";

  /** Beta9 labels its workers itself. */
  private static final Map<String, String> WORKER = Map.of("app", "beta9-worker");

  private static final Map<String, String> GATEWAY =
      Map.of("app.kubernetes.io/component", "gateway");

  @TempDir private Path directory;
  private final SimulatedCluster cluster = new SimulatedCluster();
  private Bootstrap bootstrap;
  private final WaitContexts contexts = new WaitContexts();

  @BeforeEach
  void install() throws Exception {
    bootstrap = new HelmBootstrap(cluster.access(), TestHelm.settings(directory), directory);
    cluster.nodes("system", 2);
    cluster.nodes("cpu", 1);
    cluster.bucketKeys.put(TestInfraModels.BUCKET, "StorageSecret3");
    Beta9Inputs inputs = TestInfraModels.inputs(TestInfraModels.small());
    bootstrap.installBaseline(inputs.model(), false, contexts.withDefaultTimeout());
    bootstrap.installBeta9(inputs, contexts.withDefaultTimeout());
  }

  @AfterEach
  void close() {
    bootstrap.close();
    cluster.close();
  }

  private List<NetworkPolicy> policies() {
    return cluster
        .access()
        .client()
        .network()
        .networkPolicies()
        .inNamespace("beta9-system")
        .list()
        .getItems();
  }

  @Test
  void users_code_reaches_the_internet_and_beta9_but_not_the_cluster_and_its_database() {
    Map<PolicyDestination, Boolean> expected = new LinkedHashMap<>();
    expected.put(address("203.0.113.5", 443), true);
    expected.put(address("10.200.0.9", 5432), true); // A network that is connected with the VPC.
    expected.put(address("10.42.64.21", 6379), true); // Redis
    expected.put(address("10.42.64.20", 5432), false); // PostgreSQL
    expected.put(address("10.42.0.5", 1993), true); // Beta9's internal load balancer
    expected.put(address("10.42.0.5", 1994), true);
    expected.put(address("10.42.64.10", 443), false); // the Kubernetes API in the VPC
    expected.put(address("172.20.0.1", 443), false); // its Service
    expected.put(address("10.100.0.1", 443), false);
    expected.put(address("10.42.64.30", 10250), false); // a kubelet
    expected.put(address("169.254.169.254", 80), false); // metadata of the node
    expected.put(address("169.254.170.23", 80), false); // credentials of other pods
    expected.put(address("169.254.20.10", 53).udp(), true); // NodeLocal DNSCache
    expected.put(pod("10.42.70.1", 53, "kube-system", Map.of(DNS, "kube-dns")), true);
    expected.put(pod("10.42.70.1", 53, "kube-system", Map.of(DNS, "kube-dns")).udp(), true);
    expected.put(pod("10.42.70.1", 9153, "kube-system", Map.of(DNS, "kube-dns")), false);
    expected.put(pod("10.42.70.2", 53, "kube-system", Map.of(DNS, "metrics-server")), false);
    expected.put(pod("10.42.70.3", 53, "other", Map.of(DNS, "kube-dns")), false);
    expected.put(pod("10.42.70.4", 8080, "other", Map.of()), false);
    expected.put(pod("10.42.70.5", 40000, "beta9-system", WORKER), true);
    expected.put(pod("10.42.70.6", 1993, "beta9-system", GATEWAY), true);

    Map<PolicyDestination, Boolean> found = new LinkedHashMap<>();
    expected
        .keySet()
        .forEach(
            destination -> found.put(destination, destination.isReachable(policies(), WORKER)));

    assertThat(found).isEqualTo(expected);
  }

  @Test
  void the_gateway_reaches_the_database_and_the_kubernetes_api() {
    assertThat(List.of(address("10.42.64.20", 5432), address("172.20.0.1", 443)))
        .allMatch(destination -> destination.isReachable(policies(), GATEWAY));
  }
}
