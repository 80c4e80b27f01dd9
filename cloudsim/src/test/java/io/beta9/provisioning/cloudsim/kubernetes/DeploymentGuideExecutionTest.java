package io.beta9.provisioning.cloudsim.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Follows docs/deployment.md in the simulated cluster: installs with the values that it shows, and
 * executes its kubectl commands with the real kubectl where it is installed. The simulator has
 * neither the metrics API nor programs that can be executed in pods.
 */
class DeploymentGuideExecutionTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String NAMESPACE = "beta9-provisioning";
  private static final Set<String> NOT_SIMULATED = Set.of("exec", "top");

  @TempDir Path folder;
  private final TestCluster cluster = new TestCluster();
  private KubernetesClient client;
  private HelmProcess helm;
  private Path kubeconfig;

  @BeforeEach
  void prepare() {
    client = cluster.client();
    kubeconfig = cluster.kubeconfig(folder);
    helm = new HelmProcess(folder, kubeconfig, NAMESPACE);
    cluster.setNodes(4);
  }

  @AfterEach
  void close() {
    client.close();
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"### On EKS", "### On any other cluster"})
  void installs_with_the_values_of_the_guide(String heading) throws Exception {
    createNamespaceAndSecret();

    install(heading);

    awaitReady("provisioning-api");
    awaitReady("provisioning-worker");
  }

  @Test
  void executes_the_commands_of_the_guide() throws Exception {
    requireKubectl();
    Files.writeString(folder.resolve("DATABASE_URL"), "postgresql://u:p@db/provisioning");
    Files.writeString(folder.resolve("REDIS_URL"), "rediss://redis:6379");
    Files.writeString(folder.resolve("credentials"), "[default]");

    for (String line : commands("## Install", "### Without Helm")) {
      execute(line);
    }
    awaitReady("provisioning-api");
    for (String line : commands("## Upgrade", "## Logs")) {
      execute(line);
    }
    awaitReady("provisioning-worker");
    for (String line : runbookCommands()) {
      execute(line);
    }
  }

  /** Returns the runbook's commands for objects that exist without other operators. */
  private static List<String> runbookCommands() throws IOException {
    String runbook = Files.readString(ROOT.resolve("docs/runbook.md"));
    return blocks(runbook, "bash").stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith("kubectl "))
        .filter(line -> !line.matches(".*(scaledobject|certificate|provisioning-api-tls).*"))
        .map(line -> line.replaceFirst(" \\| grep .*", ""))
        .toList();
  }

  @Test
  void installs_the_plain_manifests_with_the_commands_of_the_guide() throws Exception {
    requireKubectl();
    createNamespaceAndSecret();

    for (String line : commands("### Without Helm", "## Values")) {
      execute(line);
    }

    awaitReady("provisioning-api");
    awaitReady("provisioning-worker");
  }

  private void createNamespaceAndSecret() {
    client.load(read(ROOT.resolve("deploy/manifests/namespace.yaml"))).create();
    client
        .resource(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: provisioning-secrets, namespace: beta9-provisioning}
            stringData: {DATABASE_URL: "postgresql://u:p@db/x", REDIS_URL: "redis://redis:6379"}
            """)
        .create();
    client
        .resource(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: provisioning-aws, namespace: beta9-provisioning}
            stringData: {credentials: "[default]"}
            """)
        .create();
  }

  private static java.io.InputStream read(Path file) {
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void install(String heading) throws Exception {
    boolean exists =
        !client.apps().deployments().inNamespace(NAMESPACE).list().getItems().isEmpty();
    // An upgrade without a change would create no revision to return to.
    String change = exists ? "settings: {DATABASE_POOL_SIZE: 20}\n" : "";
    Path values = Files.writeString(folder.resolve("values.yaml"), values(heading) + change);
    ObjectNode parameters =
        JsonMapper.shared()
            .createObjectNode()
            .put("chart", ROOT.resolve("deploy/charts/provisioning").toString())
            .put("values_file", values.toString())
            .put("timeout_seconds", 60);
    JsonNode response = helm.call(exists ? "upgrade" : "install", "provisioning", parameters);
    assertThat(response.path("ok").asBoolean()).as(response.toString()).isTrue();
  }

  private void execute(String line) throws Exception {
    String[] words = line.split(" ", -1);
    if (words[0].equals("helm")) {
      if (!words[1].equals("rollback")) {
        install("### On EKS");
      }
      return;
    }
    if (NOT_SIMULATED.contains(words[1])) {
      return;
    }
    if (line.contains(" -f ")) {
      line = line.replace(" -f ", " --validate=false -f " + ROOT + File.separator);
    }
    Path output = folder.resolve("kubectl.txt");
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", line)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    Process process = builder.start();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended && process.exitValue() == 0)
        .as("%s%n%s", line, Files.readString(output))
        .isTrue();
  }

  private void awaitReady(String name) {
    await()
        .until(
            () -> {
              Deployment deployment =
                  client.apps().deployments().inNamespace(NAMESPACE).withName(name).get();
              var status = deployment.getStatus();
              return Integer.valueOf(2).equals(status.getReadyReplicas())
                  && Integer.valueOf(2).equals(status.getUpdatedReplicas());
            });
  }

  /** With {@code KUBECTL_REQUIRED=yes}, as in continuous integration, a test without it fails. */
  private static void requireKubectl() {
    boolean installed = isInstalled("kubectl");
    if ("yes".equals(System.getenv("KUBECTL_REQUIRED"))) {
      assertThat(installed).as("kubectl is on the PATH").isTrue();
    }
    Assumptions.assumeTrue(installed, "kubectl is not installed");
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  private static String section(String from, String to) throws IOException {
    String guide = Files.readString(ROOT.resolve("docs/deployment.md"));
    return guide.substring(guide.indexOf(from + "\n"), guide.indexOf(to + "\n"));
  }

  private static String values(String heading) throws IOException {
    return blocks(section(heading, "### Start"), "yaml").getFirst();
  }

  private static List<String> commands(String from, String to) throws IOException {
    List<String> lines = new ArrayList<>();
    blocks(section(from, to), "bash")
        .forEach(block -> block.lines().filter(line -> !line.isBlank()).forEach(lines::add));
    return lines;
  }

  private static List<String> blocks(String text, String language) {
    return Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$")
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }
}
