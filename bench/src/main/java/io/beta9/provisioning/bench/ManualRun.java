package io.beta9.provisioning.bench;

import io.beta9.provisioning.aws.secrets.EnvironmentSecrets;
import io.beta9.provisioning.aws.session.AwsOptions;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.AwsSessions;
import io.beta9.provisioning.bootstrap.Bootstrap;
import io.beta9.provisioning.bootstrap.HelmBootstrap;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.LoadBalancerListeners;
import io.beta9.provisioning.bootstrap.cluster.NodeGroupHealth;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.bootstrap.helm.Beta9Inputs;
import io.beta9.provisioning.bootstrap.helm.HelmSettings;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.MetaConfigReader;
import io.beta9.provisioning.metaconfig.ParseResult;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.catalog.AwsRegions;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelFactory;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.metaconfig.text.BodyFormat;
import io.beta9.provisioning.settings.ProcessEnvironment;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.run.TerraformCli;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import io.beta9.provisioning.terraform.stack.StackSpec;
import io.beta9.provisioning.tfstate.s3.StateStore;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Provisions an environment as an operator would manually: terraform init, plan and apply in the
 * same stack directory, then the same Helm releases, one after the other. Secrets and the state
 * bucket are created before the measurement starts.
 */
final class ManualRun {
  private static final Duration MAX_DURATION = Duration.ofMinutes(20);

  private final Path folder;
  private final Path home;
  private final String endpoint;

  ManualRun(Path folder, Path home, String endpoint) {
    this.folder = folder;
    this.home = home;
    this.endpoint = endpoint;
  }

  /** Provisions an environment and returns the duration in seconds. */
  double run(String name) throws IOException, InterruptedException {
    byte[] yaml =
        Files.readString(home.resolve("examples/small.yaml"))
            .replace("name: demo", "name: " + name)
            .getBytes(StandardCharsets.UTF_8);
    if (!(new MetaConfigReader(AwsRegions.all()).read(yaml, BodyFormat.YAML)
        instanceof ParseResult.Valid(MetaConfig config))) {
      throw new IllegalStateException("examples/small.yaml is not valid");
    }
    EnvironmentId id = EnvironmentId.random(new SecureRandom());
    InfraModel model = InfraModelFactory.from(config, id.value());
    TerraformOptions options = TerraformOptions.of(ProcessEnvironment.current());
    StateBackend state = StateBackend.of(config.cloud(), id.value(), "s3");
    StackDirectory stack =
        StackDirectory.prepare(
            folder.resolve("manual"),
            new StackSpec(id, config.cloud(), model.tags(), InfraModelJson.toTfvars(model), state),
            options);
    try (AwsSessions sessions = new AwsSessions(AwsOptions.of(Settings.ofProcess().aws()))) {
      AwsSession session = sessions.open(config.cloud(), id);
      new StateStore(session).ensure(state);
      EnvironmentSecrets secrets =
          new EnvironmentSecrets(session, id, model.tags(), new SecureRandom());
      secrets.ensureBeforeTerraform();
      TerraformCli cli = TerraformCli.find(options);
      Map<String, String> environment = terraformEnvironment(cli);
      long start = System.nanoTime();
      terraform(cli, stack, environment, "init", "-input=false", "-no-color");
      terraform(cli, stack, environment, "plan", "-input=false", "-no-color", "-out=manual.tfplan");
      terraform(cli, stack, environment, "apply", "-input=false", "-no-color", "manual.tfplan");
      ObjectNode outputs = readOutputs(cli, stack, environment);
      installCharts(session, model, outputs, secrets, stack.privateDirectory());
      return ServiceWorkload.secondsSince(start);
    }
  }

  private Map<String, String> terraformEnvironment(TerraformCli cli) throws IOException {
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
    return Map.of(
        "TF_CLI_CONFIG_FILE",
        config.toString(),
        "CHECKPOINT_DISABLE",
        "1",
        "AWS_ENDPOINT_URL",
        endpoint,
        "AWS_REGION",
        "us-east-1",
        "AWS_ACCESS_KEY_ID",
        System.getProperty("aws.accessKeyId"),
        "AWS_SECRET_ACCESS_KEY",
        System.getProperty("aws.secretAccessKey"),
        "AWS_EC2_METADATA_DISABLED",
        "true");
  }

  private static void terraform(
      TerraformCli cli, StackDirectory stack, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile("terraform-manual", ".log");
    if (runTerraform(cli, stack, environment, log, arguments) != 0) {
      throw new IllegalStateException(Files.readString(log));
    }
  }

  private static ObjectNode readOutputs(
      TerraformCli cli, StackDirectory stack, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("terraform-output", ".json");
    runTerraform(cli, stack, environment, out, "output", "-json", "-no-color");
    ObjectNode outputs = JsonMapper.shared().createObjectNode();
    for (Map.Entry<String, JsonNode> output :
        JsonMapper.shared().readTree(Files.readAllBytes(out)).properties()) {
      outputs.set(output.getKey(), output.getValue().path("value"));
    }
    return outputs;
  }

  private static int runTerraform(
      TerraformCli cli,
      StackDirectory stack,
      Map<String, String> environment,
      Path out,
      String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(cli.binary().toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(stack.path().toFile())
            .redirectInput(new File("/dev/null"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(out.toFile());
    builder.environment().putAll(environment);
    return builder.start().waitFor();
  }

  private void installCharts(
      AwsSession session,
      InfraModel model,
      ObjectNode outputs,
      EnvironmentSecrets secrets,
      Path privateDirectory)
      throws InterruptedException {
    Clock clock = Clock.systemUTC();
    EnvironmentSecrets.StorageKey key =
        secrets.ensureStorageKey(outputs.path("storage_user_name").asString());
    Beta9Inputs inputs =
        new Beta9Inputs(
            model,
            outputs,
            new Beta9Inputs.Beta9Secrets(
                secrets.database().username(),
                secrets.database().password(),
                secrets.redis().authToken(),
                secrets.encryptionKey().key(),
                key.accessKeyId(),
                key.secretAccessKey()));
    WaitContext watch =
        new WaitContext(clock, clock.instant().plus(MAX_DURATION), () -> false, message -> {});
    try (Bootstrap bootstrap =
        new HelmBootstrap(
            new ClusterAccess(
                new ClusterAccess.Coordinates(
                    outputs.path("cluster_name").asString(),
                    model.region(),
                    outputs.path("cluster_endpoint").asString(),
                    outputs.path("cluster_certificate_authority").asString()),
                session.credentials(),
                clock),
            new HelmSettings(
                home.resolve("helm-runner/target/helm-runner.jar"),
                Path.of(System.getProperty("java.home"), "bin", "java"),
                home.resolve("deploy/charts")),
            privateDirectory)) {
      bootstrap.awaitNodes(
          model, NodeGroupHealth.of(session.eks(), outputs.path("cluster_name").asString()), watch);
      bootstrap.installBaseline(model, watch);
      bootstrap.awaitBaseline(watch);
      bootstrap.installBeta9(inputs, watch);
      bootstrap.expose(inputs, LoadBalancerListeners.of(session.elbv2()), watch);
    }
  }
}
