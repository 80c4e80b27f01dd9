package io.beta9.provisioning.devstack.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.apimodel.environment.EventView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.Timeline;
import io.beta9.provisioning.cli.progress.EnvironmentWatch;
import io.beta9.provisioning.cli.progress.ProgressView;
import io.beta9.provisioning.cli.terminal.Terminal;
import io.beta9.provisioning.devstack.cloud.DemoCloud;
import io.beta9.provisioning.devstack.servers.Ports;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The whole product in a test, with real PostgreSQL, Redis, Terraform with the real AWS provider,
 * and Helm against a simulated cloud.
 */
public final class TestInstallation implements AutoCloseable {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  private final Path directory;
  private final DemoCloud cloud;
  private final DevStack stack;
  private final ApiClient api;
  private final ProgressView progress;

  private TestInstallation(Path directory, DemoCloud cloud, Map<String, String> settings) {
    this.directory = directory;
    this.cloud = cloud;
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "WORKDIR_BASE",
                workDirectory().toString(),
                "WORKER_DRAIN_SECONDS",
                "5",
                "HELM_RUNNER_JAR",
                PROJECT.resolve("helm-runner/target/helm-runner.jar").toString(),
                "CHARTS_DIR",
                PROJECT.resolve("deploy/charts").toString()));
    all.putAll(settings);
    this.stack = DevStack.start(directory.resolve("servers"), Ports.findFree(), all);
    this.api = new ApiClient(stack.api());
    this.progress = ProgressView.onErr(terminal());
  }

  /** Starts everything in the demo's region. */
  public static TestInstallation start(Path directory) {
    return start(directory, Map.of());
  }

  /**
   * @param settings environment variables of the service, beside those that it needs
   */
  public static TestInstallation start(Path directory, Map<String, String> settings) {
    return new TestInstallation(
        directory, DemoCloud.start(directory.resolve("cloud"), true), settings);
  }

  /** Starts everything in another region, whose partition is the installation's. */
  public static TestInstallation startIn(Path directory, String region) {
    return new TestInstallation(
        directory,
        DemoCloud.start(directory.resolve("cloud"), Map.of(), region),
        Map.of("AWS_REGION", region));
  }

  /** Returns a file of the project as text. */
  public static String projectFile(String path) {
    try {
      return Files.readString(PROJECT.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public DemoCloud cloud() {
    return cloud;
  }

  public DevStack stack() {
    return stack;
  }

  public ApiClient api() {
    return api;
  }

  /** Returns a watch that shows progress on standard error. */
  public EnvironmentWatch watch() {
    return new EnvironmentWatch(api, progress);
  }

  /** Returns the directory of Terraform's stacks. */
  public Path workDirectory() {
    return directory.resolve("work");
  }

  /** Returns the messages of the environment's events, one per line. */
  public String events(String environment) {
    return api.page(environment, Timeline.EVENTS, 0).stream()
        .map(event -> event.value())
        .map(EventView::message)
        .collect(Collectors.joining("\n"));
  }

  /** Updates an environment and waits until it is ready again. */
  public void update(String environment, String metaConfig) {
    long lastEvent =
        api.page(environment, Timeline.EVENTS, 0).stream()
            .mapToLong(event -> event.value().id())
            .max()
            .orElse(0);
    api.post(
        ApiClient.environmentPath(environment, "/update"),
        Map.of(),
        metaConfig.getBytes(StandardCharsets.UTF_8),
        "application/yaml",
        EnvironmentView.class);
    assertThat(watch().follow(environment, lastEvent).value().status())
        .as(() -> events(environment))
        .isEqualTo("ready");
  }

  private Terminal terminal() {
    return new Terminal(
        new ByteArrayInputStream(new byte[0]),
        new PrintStream(System.out),
        new PrintStream(System.err),
        false,
        false,
        Map.of(),
        directory);
  }

  @Override
  public void close() {
    progress.close();
    api.close();
    stack.close();
    cloud.close();
  }
}
