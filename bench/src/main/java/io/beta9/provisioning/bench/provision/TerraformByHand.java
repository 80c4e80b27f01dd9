package io.beta9.provisioning.bench.provision;

import io.beta9.provisioning.settings.ProcessEnvironment;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.run.TerraformCli;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Runs Terraform in a stack directory, without anything that the service adds. */
final class TerraformByHand {
  private final Path binary;
  private final Map<String, String> environment;

  /**
   * @param folder for Terraform's configuration
   * @param endpoint of the simulated cloud
   */
  TerraformByHand(Path folder, String endpoint) throws IOException {
    TerraformCli cli = TerraformCli.find(TerraformOptions.of(ProcessEnvironment.current()));
    this.binary = cli.binary();
    Path config = folder.resolve("manual.tfrc");
    Files.writeString(
        config,
        cli.mirror()
            .map(
                mirror ->
                    "provider_installation {\n  filesystem_mirror {\n    path = \""
                        + mirror
                        + "\"\n  }\n}\n")
            .orElse(""));
    this.environment = new HashMap<>();
    environment.put("TF_CLI_CONFIG_FILE", config.toString());
    environment.put("CHECKPOINT_DISABLE", "1");
    environment.put("AWS_ENDPOINT_URL", endpoint);
    environment.put("AWS_REGION", "us-east-1");
    environment.put("AWS_ACCESS_KEY_ID", System.getProperty("aws.accessKeyId"));
    environment.put("AWS_SECRET_ACCESS_KEY", System.getProperty("aws.secretAccessKey"));
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
  }

  /** Runs a command, and returns its output. */
  List<String> run(StackDirectory stack, String... arguments)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("terraform-manual", ".log");
    List<String> command = new ArrayList<>(List.of(binary.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(stack.path().toFile())
            .redirectInput(new File("/dev/null"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(out.toFile());
    builder.environment().putAll(environment);
    int exitCode = builder.start().waitFor();
    List<String> lines = Files.readAllLines(out);
    Files.delete(out);
    if (exitCode != 0) {
      throw new IllegalStateException(String.join("\n", lines));
    }
    return lines;
  }

  ObjectNode outputs(StackDirectory stack) throws IOException, InterruptedException {
    ObjectNode outputs = JsonMapper.shared().createObjectNode();
    for (Map.Entry<String, JsonNode> output :
        JsonMapper.shared()
            .readTree(String.join("\n", run(stack, "output", "-json", "-no-color")))
            .properties()) {
      outputs.set(output.getKey(), output.getValue().path("value"));
    }
    return outputs;
  }

  /** Returns the dependencies of the module's resources as DOT. */
  List<String> graph(StackDirectory stack) throws IOException, InterruptedException {
    return run(stack, "graph");
  }
}
