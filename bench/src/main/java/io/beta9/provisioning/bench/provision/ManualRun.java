package io.beta9.provisioning.bench.provision;

import io.beta9.provisioning.apimodel.account.AccountView;
import io.beta9.provisioning.aws.secrets.SecretsManagerSecrets;
import io.beta9.provisioning.aws.session.AwsOptions;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.AwsSessions;
import io.beta9.provisioning.bootstrap.Bootstrap;
import io.beta9.provisioning.bootstrap.HelmBootstrap;
import io.beta9.provisioning.bootstrap.LoadBalancerExposure;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.InstalledReleases;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.bootstrap.gateway.AdminTokenStore;
import io.beta9.provisioning.bootstrap.helm.Beta9Inputs;
import io.beta9.provisioning.bootstrap.helm.ChartValues;
import io.beta9.provisioning.bootstrap.helm.HelmSettings;
import io.beta9.provisioning.cloud.aws.EksNodeGroupHealth;
import io.beta9.provisioning.cloud.aws.EksTokens;
import io.beta9.provisioning.cloud.aws.ElbListeners;
import io.beta9.provisioning.devstack.stack.Distribution;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.MetaConfigReader;
import io.beta9.provisioning.metaconfig.ParseResult;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.catalog.AwsRegions;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelFactory;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.metaconfig.text.BodyFormat;
import io.beta9.provisioning.provider.secrets.EnvironmentSecrets;
import io.beta9.provisioning.settings.ProcessEnvironment;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import io.beta9.provisioning.terraform.stack.StackSpec;
import io.beta9.provisioning.tfstate.s3.StateStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Provisions an environment as an operator would manually: terraform init, plan and apply in the
 * same stack directory, then {@code helm install --wait} of the same releases, one after the other,
 * then the smoke test of the service. Secrets and the state bucket are created before the
 * measurement starts, and no preflight is executed.
 */
final class ManualRun {
  private static final Duration MAX_DURATION = Duration.ofMinutes(60);

  private final Path folder;
  private final Path home;
  private final String endpoint;
  private final RawHelm helm;

  /**
   * @param folder for the stack directories
   * @param home root of the project
   * @param endpoint of the simulated cloud
   */
  ManualRun(Path folder, Path home, String endpoint) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.home = home;
    this.endpoint = endpoint;
    this.helm = RawHelm.load(helmRunner(), charts(), this.folder);
  }

  /** Provisions an environment in a registered account. */
  ProvisioningTimes run(String metaConfig, AccountView account)
      throws IOException, InterruptedException {
    byte[] yaml = metaConfig.getBytes(StandardCharsets.UTF_8);
    if (!(new MetaConfigReader(AwsRegions.all()).read(yaml, BodyFormat.YAML)
        instanceof ParseResult.Valid(MetaConfig config))) {
      throw new IllegalArgumentException("the meta-config is not valid");
    }
    EnvironmentId id = EnvironmentId.random(new SecureRandom());
    InfraModel model = InfraModelFactory.from(config, id.value());
    TerraformOptions options = TerraformOptions.of(ProcessEnvironment.current());
    CloudTarget target =
        new CloudTarget(
            config.cloud().provider(),
            config.cloud().region(),
            config.cloud().accountId(),
            account.roleArn(),
            account.externalId());
    StateBackend state = StateBackend.of(config.cloud(), id.value(), "s3");
    StackDirectory stack =
        StackDirectory.prepare(
            folder,
            new StackSpec(id, target, model.tags(), InfraModelJson.toTfvars(model), state),
            options);
    try (AwsSessions sessions = new AwsSessions(AwsOptions.of(Settings.ofProcess().aws()))) {
      AwsSession session = sessions.open(target, id);
      new StateStore(session).ensure(state);
      EnvironmentSecrets secrets =
          new SecretsManagerSecrets(session, id, model.tags(), new SecureRandom());
      secrets.ensureBeforeTerraform();
      TerraformByHand terraform = new TerraformByHand(folder, endpoint);
      ProvisioningTimes.Stopwatch watch = new ProvisioningTimes.Stopwatch();
      watch.phase("init", () -> terraform.run(stack, "init", "-input=false"));
      watch.phase("plan", () -> terraform.run(stack, "plan", "-input=false", "-out=manual.tfplan"));
      watch.phase("apply", () -> terraform.run(stack, "apply", "-input=false", "manual.tfplan"));
      ObjectNode outputs = JsonMapper.shared().createObjectNode();
      watch.phase("outputs", () -> outputs.setAll(terraform.outputs(stack)));
      installAndVerify(
          watch,
          session,
          model,
          inputs(model, outputs, secrets),
          outputs.path("cluster_certificate_authority").asString());
      return watch.stop();
    }
  }

  private static Beta9Inputs inputs(
      InfraModel model, ObjectNode outputs, EnvironmentSecrets secrets)
      throws InterruptedException {
    EnvironmentSecrets.StorageKey key =
        secrets.ensureStorageKey(outputs.path("storage_user_name").asString(), Thread::sleep);
    return new Beta9Inputs(
        model,
        outputs,
        new Beta9Inputs.Beta9Secrets(
            secrets.database().username(),
            secrets.database().password(),
            secrets.redis().authToken(),
            secrets.encryptionKey().key(),
            key.accessKeyId(),
            key.secretAccessKey()));
  }

  private void installAndVerify(
      ProvisioningTimes.Stopwatch watch,
      AwsSession session,
      InfraModel model,
      Beta9Inputs inputs,
      String certificateAuthority)
      throws IOException, InterruptedException {
    Clock clock = Clock.systemUTC();
    WaitContext wait =
        new WaitContext(clock, clock.instant().plus(MAX_DURATION), () -> false, message -> {});
    ClusterAccess cluster =
        new ClusterAccess(
            new ClusterAccess.Coordinates(
                inputs.output("cluster_name"),
                model.region(),
                inputs.output("cluster_endpoint"),
                certificateAuthority),
            new EksTokens(
                session.credentials(), model.region(), inputs.output("cluster_name"), clock),
            clock);
    AdminTokenStore tokens = new TokenInMemory();
    // It installs nothing here.
    HelmSettings unused =
        new HelmSettings(
            helmRunner(), Path.of(System.getProperty("java.home"), "bin", "java"), charts());
    try (Bootstrap bootstrap = new HelmBootstrap(cluster, unused, folder)) {
      watch.phase(
          "nodes",
          () ->
              bootstrap.awaitNodes(
                  model, new EksNodeGroupHealth(session, inputs.output("cluster_name")), wait));
      watch.phase(
          "baseline",
          () ->
              helm.install(
                  cluster,
                  InstalledReleases.BASELINE,
                  InstalledReleases.BASELINE_NAMESPACE,
                  ChartValues.baseline(model)));
      watch.phase(
          "beta9",
          () ->
              helm.install(
                  cluster,
                  InstalledReleases.BETA9,
                  InstalledReleases.BETA9_NAMESPACE,
                  ChartValues.beta9(inputs, false)));
      watch.helmReturned();
      watch.phase("claim", () -> bootstrap.claim(tokens, inputs, wait));
      watch.phase(
          "expose",
          () -> {
            helm.upgrade(
                cluster,
                InstalledReleases.BETA9,
                InstalledReleases.BETA9_NAMESPACE,
                ChartValues.beta9(inputs, true));
            new LoadBalancerExposure(cluster, new ElbListeners(session.elbv2())).await(model, wait);
          });
      watch.phase("check", () -> bootstrap.verify(tokens, inputs, model.beta9().smoke(), wait));
    }
  }

  /** Keeps the administrator's token. */
  private static final class TokenInMemory implements AdminTokenStore {
    private @Nullable StoredToken token;

    @Override
    public Optional<StoredToken> load() {
      return Optional.ofNullable(token);
    }

    @Override
    public void save(StoredToken saved) {
      token = saved;
    }

    @Override
    public String recordClaimAttempt() {
      return "manual";
    }

    @Override
    public Optional<String> pendingClaimAttempt() {
      return Optional.empty();
    }
  }

  private Path helmRunner() {
    return Distribution.ofProject(home).helmRunnerJar();
  }

  private Path charts() {
    return home.resolve("deploy/charts");
  }
}
