package io.beta9.provisioning.devstack.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.bootstrap.helm.HelmSettings;
import io.beta9.provisioning.devstack.process.ServiceProcess;
import io.beta9.provisioning.devstack.servers.EmbeddedServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records and uses AOT caches in a copy of the distribution that the build has written. */
class AotCacheTest {
  private static final Path BUILT = Distribution.ofProject(Path.of("..")).directory();

  @TempDir Path directory;

  private Distribution distribution;

  private record Outcome(int exitCode, String output) {}

  @BeforeEach
  void copyCommandLine() throws IOException {
    assertThat(BUILT.resolve("build-id")).as("build the project: mvn package").exists();
    distribution = new Distribution(directory.resolve("beta9 provisioning"));
    copy("build-id", "bin", "jvm", "cli");
  }

  /** With times of modification, as unpacking the archive does. */
  private void copy(String... names) throws IOException {
    Files.createDirectories(distribution.directory());
    for (String name : names) {
      try (Stream<Path> files = Files.walk(BUILT.resolve(name))) {
        for (Path file : files.toList()) {
          Path copy = distribution.directory().resolve(BUILT.relativize(file).toString());
          if (Files.isDirectory(file)) {
            Files.createDirectories(copy);
          } else {
            Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
          }
        }
      }
    }
  }

  @Test
  void the_command_line_loads_its_classes_from_the_cache() throws Exception {
    train("cli");

    assertThat(loadsFromCache()).isTrue();
  }

  @Test
  void helm_runner_loads_its_classes_from_its_cache_and_prints_only_its_response()
      throws Exception {
    copy("helm-runner", "charts");
    train("helm-runner");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path log = directory.resolve("classes.log");

    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(
        new HelmSettings(
                distribution.helmRunnerJar(),
                distribution.aotCache("helm-runner"),
                java,
                distribution.directory().resolve("charts"))
            .jvmOptions());
    command.addAll(
        List.of(
            "-Xlog:class+load:file=" + log,
            "-jar",
            distribution.helmRunnerJar().toString(),
            directory.resolve("missing.json").toString()));
    Outcome outcome = run(Map.of(), command.toArray(String[]::new));

    assertThat(outcome.output().lines()).singleElement().asString().startsWith("{\"ok\":false,");
    assertThat(Files.readAllLines(log))
        .anyMatch(line -> line.contains(" io.beta9.provisioning.helmrunner.Main source: shared"))
        .anyMatch(line -> line.contains(" tools.jackson.databind.json.JsonMapper source: shared"));
  }

  @Test
  void a_missing_cache_costs_time_only() throws Exception {
    assertRuns();
    assertThat(loadsFromCache()).isFalse();
  }

  @Test
  void a_truncated_cache_costs_time_only() throws Exception {
    train("cli");
    byte[] cache = Files.readAllBytes(cache());
    Files.write(cache(), Arrays.copyOf(cache, cache.length / 2));

    assertRuns();
  }

  @Test
  void a_cache_of_other_jars_costs_time_only() throws Exception {
    train("cli");
    Files.setLastModifiedTime(
        distribution.directory().resolve("cli/cli.jar"),
        FileTime.from(Instant.parse("2001-01-01T00:00:00Z")));

    assertRuns();
    assertThat(loadsFromCache()).isFalse();
  }

  /** The size and the time of a changed jar may be those of the jar that was recorded. */
  @Test
  void a_cache_of_another_build_is_not_used() throws Exception {
    train("cli");
    Files.writeString(distribution.directory().resolve("build-id"), "0123\n");

    assertRuns();
    assertThat(loadsFromCache()).isFalse();
  }

  @Test
  void nothing_of_the_development_stack_is_in_the_distribution() throws IOException {
    try (Stream<Path> files = Files.walk(BUILT)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains(
              "service.jar",
              "bean-definitions.jar",
              "cli.jar",
              "helm-runner.jar",
              "provisioner.bash")
          .noneMatch(name -> name.matches(".*(cloudsim|devstack|embedded|junit|awaitility).*"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"api", "worker"})
  @Tag("slow")
  void the_service_loads_its_classes_from_the_cache_and_reads_no_configuration_classes(String role)
      throws Exception {
    copy("service", "helm-runner", "charts");
    try (EmbeddedServers servers = EmbeddedServers.start(directory.resolve("servers"))) {
      Outcome training =
          run(
              Map.of(
                  "TRAINING_DATABASE_URL",
                  servers.databaseOwnerUrl(),
                  "TRAINING_REDIS_URL",
                  servers.redisUrl()),
              distribution.directory().resolve("bin/train-aot-caches").toString(),
              role);
      assertThat(training.exitCode()).as(training.output()).isZero();

      List<String> loaded = classLoadingOfService(role, servers);
      assertThat(loadsFromCache(loaded, "io.beta9.provisioning.command.RunRoleCommand")).isTrue();
      assertThat(loaded)
          .anyMatch(line -> line.contains(" io.beta9.provisioning.app.Service__"))
          .noneMatch(line -> line.contains(".ConfigurationClassParser "))
          .noneMatch(line -> line.contains(" picocli.CommandLine "));
    }
  }

  private List<String> classLoadingOfService(String role, EmbeddedServers servers)
      throws IOException {
    Path log = directory.resolve("classes.log");
    Map<String, String> settings =
        Map.of(
            "DATABASE_URL",
            servers.databaseOwnerUrl(),
            "REDIS_URL",
            servers.redisUrl(),
            "WORKDIR_BASE",
            directory.resolve("work").toString(),
            "JAVA_OPTIONS",
            "-Xlog:class+load:file=" + log);
    try (ServiceProcess service =
        ServiceProcess.start(distribution, role, settings, directory.resolve(role + ".log"))) {
      service.awaitReady();
      return Files.readAllLines(log);
    }
  }

  private void train(String name) throws IOException, InterruptedException {
    Outcome training =
        run(Map.of(), distribution.directory().resolve("bin/train-aot-caches").toString(), name);
    assertThat(training.exitCode()).as(training.output()).isZero();
    assertThat(distribution.aotCache(name)).exists();
  }

  private Path cache() {
    return distribution.aotCache("cli");
  }

  private void assertRuns() throws IOException, InterruptedException {
    Outcome outcome = run(Map.of(), distribution.launcher().toString(), "--version");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.output()).matches("Beta9 Provisioning \\S+\n");
  }

  /**
   * Returns whether most classes are from the cache. Lambdas and what extends picocli's classes,
   * whose format is too old for a cache, are not.
   */
  private boolean loadsFromCache() throws IOException, InterruptedException {
    return loadsFromCache(classLoading("--help"), "io.beta9.provisioning.cli.Cli");
  }

  private static boolean loadsFromCache(List<String> loaded, String type) {
    assertThat(loaded).hasSizeGreaterThan(1000);
    long cached = loaded.stream().filter(line -> line.contains("shared objects file")).count();
    return loaded.stream().anyMatch(line -> line.contains(" " + type + " source: shared"))
        && cached > loaded.size() * 0.8;
  }

  private List<String> classLoading(String command) throws IOException, InterruptedException {
    Path log = directory.resolve("classes.log");
    run(
        Map.of("JAVA_OPTIONS", "-Xlog:class+load:file=" + log),
        distribution.launcher().toString(),
        command);
    return Files.readAllLines(log);
  }

  private static Outcome run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), output);
  }
}
