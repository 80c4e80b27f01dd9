package io.beta9.provisioning.devstack.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.devstack.servers.EmbeddedServers;
import io.beta9.provisioning.devstack.servers.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Builds both images from the distribution and starts them. Part of the profile {@code extended};
 * needs root, Debian's packages {@code buildah} and {@code debootstrap}, Terraform, and the
 * distribution of a complete build.
 */
@Tag("extended")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImagesTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String HOME = "/opt/beta9-provisioning";

  private static final Path MODULE = Path.of("../service/src/main/resources/terraform/aws");

  /** With it, the JVM does not start if the AOT cache cannot be used. */
  private static final Map<String, String> AOT_REQUIRED =
      Map.of("JAVA_OPTIONS", "-XX:AOTMode=on -Xlog:aot=error");

  private static final Path PERMITTED_LICENCES = Path.of("../dist/allowed-licenses.txt");

  private ImageStore store;
  private EmbeddedServers servers;
  private ImageContainer api;
  private ImageContainer worker;

  @BeforeAll
  void builds_the_images() throws IOException {
    store = ImageStore.create();
    store
        .build(
            "--base-image",
            ImageStore.BASE,
            "--jdk-image",
            ImageStore.JDK,
            "--mirror",
            System.getenv().getOrDefault("TERRAFORM_PROVIDER_MIRROR", "/opt/tf-plugins"),
            "--tag",
            "test")
        .successful();
    api = new ImageContainer(store, "localhost/beta9-provisioning-api:test");
    worker = new ImageContainer(store, "localhost/beta9-provisioning-worker:test");
    servers = EmbeddedServers.start(Files.createTempDirectory(store.directory(), "servers"));
    for (ImageContainer image : List.of(api, worker)) {
      image.addFile("DATABASE_URL", servers.databaseOwnerUrl());
      image.addFile("REDIS_URL", servers.redisUrl());
    }
  }

  @AfterAll
  void removes_the_images() throws IOException {
    if (servers != null) {
      servers.close();
    }
    if (store != null) {
      store.close();
    }
  }

  private ImageContainer image(String name) {
    return name.equals("api") ? api : worker;
  }

  @ParameterizedTest
  @ValueSource(strings = {"api", "worker"})
  void the_image_has_the_user_of_the_chart_and_labels(String name) throws IOException {
    JsonNode config = image(name).config();

    assertThat(config.at("/User").asString()).isEqualTo("10001:10001");
    JsonNode labels = config.at("/Labels");
    String label = "org.opencontainers.image.";
    assertThat(labels.path(label + "title").asString()).isEqualTo("beta9-provisioning-" + name);
    assertThat(labels.path(label + "base.name").asString()).isEqualTo(ImageStore.BASE);
    assertThat(labels.path(label + "version").asString()).isNotEmpty();
    assertThat(labels.path(label + "revision").asString()).matches("[0-9a-f]{40}|unknown");
    assertThat(labels.path(label + "created").asString()).matches("20\\d\\d-.*Z");
    assertThat(labels.path(label + "licenses").asString()).startsWith("Apache-2.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"api", "worker"})
  void the_users_processes_can_change_nothing_of_the_program(String name) throws IOException {
    try (Stream<Path> files = Files.walk(image(name).path("/opt"))) {
      assertThat(files.filter(file -> !Files.isSymbolicLink(file)))
          .allSatisfy(
              file -> {
                assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(0);
                assertThat(Files.getPosixFilePermissions(file))
                    .contains(PosixFilePermission.OTHERS_READ)
                    .doesNotContain(
                        PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);
              });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"api", "worker"})
  void the_image_contains_nothing_of_the_simulation(String name) throws IOException {
    try (Stream<Path> files = Files.walk(image(name).path(HOME))) {
      List<Path> jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
      assertThat(jars).hasSizeGreaterThan(50);
      for (Path jar : jars) {
        assertThat(jar.getFileName().toString())
            .doesNotContain("cloudsim", "devstack", "bench", "embedded", "junit");
        try (JarFile entries = new JarFile(jar.toFile())) {
          assertThat(entries.stream().map(entry -> entry.getName()))
              .noneMatch(
                  entry ->
                      entry.startsWith("io/beta9/provisioning/cloudsim")
                          || entry.startsWith("io/beta9/provisioning/devstack")
                          || entry.startsWith("io/zonky/test")
                          || entry.startsWith("redis/embedded"));
        }
      }
    }
  }

  @Test
  void only_the_worker_contains_terraform_and_helm() {
    for (String path :
        List.of(
            "/usr/local/bin/terraform",
            "/opt/terraform/providers/registry.terraform.io/hashicorp/aws",
            HOME + "/helm-runner/helm-runner.jar",
            HOME + "/charts/beta9/Chart.yaml",
            HOME + "/charts/baseline/Chart.yaml")) {
      assertThat(worker.path(path)).exists();
      assertThat(api.path(path)).doesNotExist();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cli", "service", "helm-runner"})
  void the_sbom_lists_exactly_the_libraries(String program) throws IOException {
    JsonNode sbom = JSON.readTree(worker.path(HOME + "/" + program + "/sbom.cdx.json").toFile());
    Set<String> unpacked = files(HOME + "/" + program + "/native");
    Set<String> listed = new TreeSet<>();
    sbom.at("/components")
        .forEach(
            component -> {
              String name = component.path("name").asString();
              if (unpacked.contains("helm-" + name + ".so")) {
                listed.add("helm-" + name + ".so");
              } else if (!component.path("purl").asString().contains("type=pom")) {
                listed.add(name + "-" + component.path("version").asString() + ".jar");
              }
            });

    assertThat(sbom.path("bomFormat").asString()).isEqualTo("CycloneDX");
    Set<String> libraries = files(HOME + "/" + program + "/lib");
    libraries.addAll(unpacked);
    assertThat(libraries).containsExactlyInAnyOrderElementsOf(listed);
  }

  /** Returns the names of the files in a directory, none if it does not exist. */
  private Set<String> files(String directory) throws IOException {
    Path path = worker.path(directory);
    Set<String> names = new TreeSet<>();
    if (Files.isDirectory(path)) {
      try (Stream<Path> files = Files.list(path)) {
        files.forEach(file -> names.add(file.getFileName().toString()));
      }
    }
    return names;
  }

  @ParameterizedTest
  @ValueSource(strings = {"cli", "service", "helm-runner"})
  void every_library_has_a_permitted_licence(String program) throws IOException {
    List<String> permitted = Files.readAllLines(PERMITTED_LICENCES);
    JsonNode sbom = JSON.readTree(worker.path(HOME + "/" + program + "/sbom.cdx.json").toFile());
    List<String> others = new ArrayList<>();
    sbom.at("/components")
        .forEach(
            component -> {
              Set<String> licences = new TreeSet<>();
              component
                  .path("licenses")
                  .forEach(
                      choice -> {
                        licences.add(choice.at("/license/id").asString(""));
                        licences.add(choice.at("/license/name").asString(""));
                        licences.add(choice.path("expression").asString(""));
                      });
              licences.remove("");
              // Of several licences, the user chooses one.
              if (licences.stream().noneMatch(permitted::contains)) {
                others.add(component.path("name").asString() + " " + licences);
              }
            });
    assertThat(others).isEmpty();
  }

  @Test
  void the_worker_has_the_tools_of_the_runbook() {
    assertThat(worker.run(Map.of(), "bash", "-c", "ps aux | grep -c [b]ash; id -u").successful())
        .contains("10001");
    assertThat(worker.run(Map.of(), "terraform", "version").successful())
        .startsWith("Terraform v1.");
    assertThat(worker.run(Map.of(), "provisioner", "--help").successful()).contains("Usage");
    assertThat(api.run(Map.of(), "provisioner", "--help").successful()).contains("Usage");
  }

  @Test
  void terraform_installs_the_provider_in_a_stack_directory_without_network() throws IOException {
    try (Stream<Path> module = Files.list(MODULE)) {
      for (Path file : module.filter(f -> f.toString().endsWith(".tf")).toList()) {
        worker.addFile(file.getFileName().toString(), Files.readString(file));
      }
    }
    String output =
        worker
            .runReadOnly(
                Map.of(),
                "bash",
                "-c",
                """
                set -eu
                cd "$WORKDIR_BASE"
                cp /etc/provisioning/secrets/*.tf .
                terraform init -input=false -no-color
                terraform providers
                ls .terraform/providers/registry.terraform.io/hashicorp/aws
                cat >other.tf <<'TF'
                resource "random_id" "other" { byte_length = 4 }
                TF
                if terraform init -input=false -no-color; then
                  echo another provider was installed
                fi
                """)
            .successful();

    assertThat(output)
        .contains("Terraform has been successfully initialized")
        .contains("provider[registry.terraform.io/hashicorp/aws]")
        .containsPattern(
            "hashicorp/random\\s+was\\s+not\\s+found\\s+in\\s+any\\s+of\\s+the\\s+search")
        .doesNotContain("another provider was installed");
  }

  /** The order of docs/deployment.md: migration, the first key, API. */
  @Test
  void starts_as_the_chart_starts_it() throws IOException, InterruptedException {
    api.runReadOnly(Map.of(), "provisioner", "db", "migrate", "--reason", "test").successful();
    worker
        .runReadOnly(
            Map.of(),
            "provisioner",
            "admin",
            "keys",
            "create",
            "--tenant",
            "operations",
            "--name",
            "first",
            "--role",
            "operator")
        .successful();

    int port = Ports.findFree();
    try (RunningContainer running = api.startReadOnly(role("LISTEN_PORT", port))) {
      assertThat(running.awaitReady(port)).contains("UP");
      assertThat(running.stop()).isIn(0, 143);
    }
    try (RunningContainer running = api.start(role("LISTEN_PORT", port))) {
      assertThat(running.awaitReady(port)).contains("UP");
    }
    try (RunningContainer running = worker.startReadOnly(role("WORKER_LISTEN_PORT", port))) {
      assertThat(running.awaitReady(port)).contains("UP");
      assertThat(running.stop()).isIn(0, 143);
    }
  }

  private static Map<String, String> role(String portSetting, int port) {
    Map<String, String> environment = new HashMap<>(AOT_REQUIRED);
    environment.put(portSetting, Integer.toString(port));
    environment.put("LISTEN_ADDRESS", "0.0.0.0");
    environment.put("ALLOW_PLAIN_HTTP", "true");
    environment.put("LOG_FORMAT", "json");
    environment.put("WORKER_CONCURRENCY", "1");
    environment.put("WORKER_DRAIN_SECONDS", "10");
    return environment;
  }
}
