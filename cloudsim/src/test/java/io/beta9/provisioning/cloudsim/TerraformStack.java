package io.beta9.provisioning.cloudsim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the real Terraform with the real AWS provider in a folder against a simulated cloud. */
public final class TerraformStack {
  private static final String REGISTRY = "registry.terraform.io";
  private static final int MINUTES = 10;

  private final Path folder;
  private final String endpoint;

  /**
   * @param endpoint the simulated cloud's address
   */
  public TerraformStack(Path folder, String endpoint) {
    this.folder = folder;
    this.endpoint = endpoint;
  }

  /** Copies a test resource into the folder and runs init. */
  public TerraformStack init(String resource) {
    try (var in = TerraformStack.class.getResourceAsStream(resource)) {
      assertThat(in).as(resource).isNotNull();
      Files.copy(in, folder.resolve(Path.of(resource).getFileName()));
      Files.writeString(folder.resolve("cli.tfrc"), cliConfiguration());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    requireExitCode(0, run("init"));
    return this;
  }

  /** Runs apply, and returns the output. */
  public String apply(String... arguments) {
    return requireExitCode(0, run("apply", append(arguments, "-auto-approve")));
  }

  /** Runs plan, and asserts that there are no changes. */
  public void assertNoChanges(String... arguments) {
    requireExitCode(0, run("plan", append(arguments, "-detailed-exitcode")));
  }

  public String destroy() {
    return requireExitCode(0, run("destroy", "-auto-approve"));
  }

  /** Returns the value of an output. */
  public String output(String name) {
    return requireExitCode(0, run("output", "-raw", name)).strip();
  }

  private record Execution(int code, String output) {}

  private static String requireExitCode(int code, Execution ended) {
    assertThat(ended.code()).as(ended.output()).isEqualTo(code);
    return ended.output();
  }

  private static String[] append(String[] arguments, String more) {
    return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
  }

  private Execution run(String command, String... arguments) {
    List<String> line = new ArrayList<>(List.of(program(), command, "-no-color"));
    line.addAll(List.of(arguments));
    Path printed = folder.resolve(command + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    builder
        .environment()
        .putAll(
            Map.of(
                "TF_CLI_CONFIG_FILE", folder.resolve("cli.tfrc").toString(),
                "TF_IN_AUTOMATION", "1",
                "TF_INPUT", "0",
                "CHECKPOINT_DISABLE", "1",
                "AWS_ENDPOINT_URL", endpoint,
                "AWS_REGION", "us-east-1",
                "AWS_EC2_METADATA_DISABLED", "true",
                "AWS_ACCESS_KEY_ID", "AKIATERRAFORM",
                "AWS_SECRET_ACCESS_KEY", "secret"));
    try {
      Process process = builder.start();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError("terraform " + command + " took more than 10 minutes");
      }
      return new Execution(process.exitValue(), Files.readString(printed));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String program() {
    return Stream.of("terraform", "tofu")
        .filter(
            name ->
                Stream.of(System.getenv("PATH").split(":", -1))
                    .anyMatch(directory -> Files.isExecutable(Path.of(directory, name))))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("Terraform is not on the PATH"));
  }

  private static String cliConfiguration() throws IOException {
    return mirror()
        .map(
            mirror ->
                "provider_installation {\n  filesystem_mirror {\n    path = \""
                    + mirror
                    + "\"\n  }\n}\n")
        .orElse("");
  }

  /** Returns a provider mirror below /opt, if the machine has one. */
  private static Optional<Path> mirror() throws IOException {
    Path opt = Path.of("/opt");
    if (!Files.isDirectory(opt)) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.list(opt)) {
      return folders.filter(item -> Files.isDirectory(item.resolve(REGISTRY))).findFirst();
    }
  }
}
