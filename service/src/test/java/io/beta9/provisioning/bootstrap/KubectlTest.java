package io.beta9.provisioning.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.Kubeconfig;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.bootstrap.helm.Beta9Inputs;
import io.beta9.provisioning.connection.ConnectionGuide;
import io.beta9.provisioning.connection.ConnectionSamples;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real kubectl and AWS CLI with the file that {@code env kubeconfig} prints. Skipped where they
 * are not installed; with {@code KUBECTL_REQUIRED=yes}, as in continuous integration, it fails.
 */
class KubectlTest {
  @TempDir Path folder;
  private final SimulatedCluster cluster = new SimulatedCluster();
  private Path kubeconfig;

  @BeforeEach
  void write() throws IOException {
    boolean installed = isInstalled("kubectl") && isInstalled("aws");
    if ("yes".equals(System.getenv("KUBECTL_REQUIRED"))) {
      assertThat(installed).as("kubectl and aws are on the PATH").isTrue();
    }
    assumeThat(installed).isTrue();
    cluster.nodes("system", 1);
    kubeconfig =
        Files.writeString(
            folder.resolve("config"),
            Kubeconfig.forOperators(cluster.coordinates(), "arn:aws:iam::1:role/Beta9"));
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void reads_and_changes_the_cluster_with_a_token_of_the_aws_cli() throws Exception {
    assertThat(kubectl(Map.of(), "get", "nodes", "-o", "name")).startsWith("node/");
    kubectl(Map.of(), "create", "namespace", "from-kubectl");
    assertThat(kubectl(Map.of(), "get", "namespaces")).contains("from-kubectl");
  }

  @Test
  void accepts_a_token_that_is_signed_for_the_address_of_the_simulated_aws() throws Exception {
    assertThat(
            kubectl(
                Map.of("AWS_ENDPOINT_URL", "http://127.0.0.1:4566"), "get", "nodes", "-o", "name"))
        .startsWith("node/");
  }

  @Test
  void rejects_a_token_that_is_signed_for_another_host_or_with_another_key() throws Exception {
    assertThat(kubectl(Map.of("AWS_ENDPOINT_URL", "http://sts.example.org"), "get", "nodes"))
        .contains("provide credentials");
    assertThat(kubectl(Map.of("AWS_SECRET_ACCESS_KEY", "another"), "get", "nodes"))
        .contains("provide credentials");
  }

  @Test
  void finds_the_service_whose_ports_env_connect_forwards() throws Exception {
    cluster.nodes("cpu", 1);
    Beta9Inputs inputs = TestInfraModels.inputs(TestInfraModels.small());
    WaitContext context = new WaitContexts().withDefaultTimeout();
    try (ClusterAccess access = cluster.access();
        Bootstrap bootstrap = new HelmBootstrap(access, TestHelm.settings(folder), folder)) {
      bootstrap.installBaseline(inputs.model(), false, context);
      bootstrap.installBeta9(inputs, context);
    }
    String forward =
        ConnectionGuide.of(ConnectionSamples.withoutCertificate()).alternatives().stream()
            .flatMap(alternative -> alternative.steps().stream())
            .flatMap(step -> step.commands().stream())
            .filter(command -> command.contains(" port-forward "))
            .findFirst()
            .orElseThrow();
    Files.copy(kubeconfig, folder.resolve("demo.kubeconfig"));
    // The simulated API server forwards no ports for kubectl: the same service is read instead.
    String[] parts = forward.split(" port-forward ", 2);
    String service = parts[1].substring(0, parts[1].indexOf(' '));

    assertThat(
            run(
                Map.of(),
                List.of(
                    "sh", "-c", "exec " + parts[0] + " get " + service + " -o=jsonpath={..port}")))
        .contains("1993", "1994");
  }

  @Tag("slow")
  @Test
  void executes_what_operators_do_with_workloads_and_nodes() throws Exception {
    Files.writeString(
        folder.resolve("web.yaml"),
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: default}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: main, image: "web:1"}]}
        """);
    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("auth can-i list pods", "yes");
    expected.put("auth whoami", "assumed-role/provisioner");
    expected.put("apply -f web.yaml", "deployment.apps/web created");
    expected.put("rollout status deployment/web --timeout=60s", "successfully rolled out");
    expected.put("apply --server-side --force-conflicts -f web.yaml", "serverside-applied");
    expected.put("describe pod -l app=web", "Running");
    expected.put("logs deployment/web", "main: started");
    expected.put("rollout pause deployment/web", "paused");
    expected.put("set image deployment/web main=web:2", "image updated");
    expected.put("rollout resume deployment/web", "resumed");
    expected.put("get pods -A --field-selector=status.phase=Running -o name", "pod/web-");
    expected.put(
        "drain -l beta9.io/pool=system --ignore-daemonsets --force --delete-emptydir-data",
        "drained");
    expected.put("delete deployment web --cascade=foreground", "deleted");

    for (Map.Entry<String, String> command : expected.entrySet()) {
      assertThat(kubectl(Map.of(), command.getKey().split(" ", -1)))
          .as("kubectl " + command.getKey())
          .contains(command.getValue());
    }
  }

  private String kubectl(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new java.util.ArrayList<>(List.of("kubectl"));
    command.addAll(List.of(arguments));
    return run(environment, command);
  }

  private String run(Map<String, String> environment, List<String> command) throws Exception {
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(output.toFile());
    Map<String, String> variables = builder.environment();
    variables.keySet().removeIf(name -> name.startsWith("AWS_"));
    variables.put("KUBECONFIG", kubeconfig.toString());
    variables.put("HOME", folder.toString());
    variables.put("PATH", System.getenv("PATH"));
    variables.put("AWS_ACCESS_KEY_ID", SimulatedCluster.KEY);
    variables.put("AWS_SECRET_ACCESS_KEY", SimulatedCluster.SECRET);
    variables.put("AWS_EC2_METADATA_DISABLED", "true");
    variables.putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    return Files.readString(output, StandardCharsets.UTF_8);
  }

  private static boolean isInstalled(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
