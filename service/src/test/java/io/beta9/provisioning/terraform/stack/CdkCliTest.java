package io.beta9.provisioning.terraform.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.beta9.provisioning.settings.ProcessEnvironment;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.run.TerraformCli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The CLI of the CDK for Terraform, and that of its fork, installed with npm, in the directory of
 * an environment. Skipped where npm or the required version of Node.js is missing.
 */
@Tag("extended")
class CdkCliTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"cdktf, cdktf-cli@0.21.0, 20", "cdktn, cdktn-cli@0.24.0, 22"})
  void shows_outputs_and_differences_without_synthesis(String command, String npmPackage, int node)
      throws Exception {
    assumeTrue(nodeVersion() >= node, npmPackage + " requires Node.js " + node);
    Path tools = Files.createDirectory(directory.resolve("tools"));
    run(tools, "npm", "install", "--no-audit", "--no-fund", npmPackage);
    String cli = tools.resolve("node_modules/.bin/" + command).toString();
    StackDirectory stack = stackWithoutCloud();
    Path project = directory.resolve("work").resolve("env_4f1a2b3c4d5e");

    assertThat(run(project, cli, "diff", "--skip-synth", "beta9-aws"))
        .contains("terraform_data.this", "1 to add");
    run(stack.path(), terraform(), "apply", "-auto-approve", "-no-color");
    assertThat(run(project, cli, "output", "--skip-synth", "beta9-aws"))
        .contains("greeting = hello");
  }

  /** A stack directory as the service writes it, with a module and a backend that need no cloud. */
  private StackDirectory stackWithoutCloud() throws IOException {
    StackDirectory stack =
        StackDirectory.prepare(
            directory.resolve("work"),
            StackDirectoryTest.spec(null),
            TerraformOptions.of(Map.of()));
    try (Stream<Path> files = Files.list(stack.path())) {
      for (Path file : files.filter(file -> file.toString().endsWith(".tf")).toList()) {
        Files.delete(file);
      }
    }
    Files.deleteIfExists(stack.path().resolve("terraform.tfvars.json"));
    Files.writeString(
        stack.path().resolve("main.tf"),
        """
        resource "terraform_data" "this" {
          input = "hello"
        }
        output "greeting" {
          value = terraform_data.this.output
        }
        """);
    Path settings = stack.path().resolve("cdk.tf.json");
    ObjectNode root = (ObjectNode) JSON.readTree(Files.readString(settings));
    root.remove("provider");
    ((ObjectNode) root.path("terraform")).putObject("backend").putObject("local");
    Files.writeString(settings, JSON.writeValueAsString(root));
    return stack;
  }

  private static String terraform() {
    return TerraformCli.find(TerraformOptions.of(ProcessEnvironment.current())).binary().toString();
  }

  private int nodeVersion() {
    try {
      return Integer.parseInt(run(directory, "node", "--version").strip().split("[v.]")[1]);
    } catch (IOException | InterruptedException e) {
      return 0;
    }
  }

  private String run(Path in, String... command) throws IOException, InterruptedException {
    Path output = directory.resolve("output-" + System.nanoTime());
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(List.of(command)))
            .directory(in.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(output.toFile());
    builder
        .environment()
        .putAll(
            new TreeMap<>(
                Map.of(
                    "CI", "1", "CHECKPOINT_DISABLE", "1", "TERRAFORM_BINARY_NAME", terraform())));
    Process process = builder.start();
    boolean ended = process.waitFor(10, TimeUnit.MINUTES);
    process.destroyForcibly();
    String text = Files.readString(output);
    assertThat(ended && process.exitValue() == 0)
        .as(String.join(" ", command) + "\n" + text)
        .isTrue();
    return text;
  }
}
