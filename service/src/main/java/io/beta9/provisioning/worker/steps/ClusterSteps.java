package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.aws.secrets.EnvironmentSecrets;
import io.beta9.provisioning.bootstrap.Bootstrap;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.bootstrap.gateway.AdminTokenStore;
import io.beta9.provisioning.bootstrap.helm.Beta9Inputs;
import io.beta9.provisioning.cloud.CloudCluster;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.worker.pipeline.StepContext;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** The steps that install, verify and uninstall what runs in the cluster. */
public final class ClusterSteps {
  private static final Logger log = LoggerFactory.getLogger(ClusterSteps.class);

  public void access(StepContext context) throws InterruptedException {
    try (Bootstrap bootstrap = open(context)) {
      bootstrap.awaitApiServer(waitContext(context));
    }
  }

  public void nodes(StepContext context) throws InterruptedException {
    CloudCluster cluster = cluster(context);
    try (Bootstrap bootstrap = connect(context, cluster)) {
      bootstrap.awaitNodes(context.model(), cluster.nodeGroupHealth(), waitContext(context));
    }
  }

  /**
   * Installs the baseline while Terraform creates the rest. A failure is only logged: the step
   * installs it again.
   */
  void baselineInAdvance(StepContext context) {
    try (Bootstrap bootstrap = open(context)) {
      WaitContext wait = waitContext(context);
      bootstrap.awaitApiServer(wait);
      bootstrap.installBaseline(context.model(), wait);
    } catch (FailureException e) {
      log.info("Installing the baseline in advance failed: {}", e.failure().message());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public void baseline(StepContext context) throws InterruptedException {
    context.background().await(context.deadline());
    try (Bootstrap bootstrap = open(context)) {
      WaitContext wait = waitContext(context);
      bootstrap.installBaseline(context.model(), wait);
      bootstrap.awaitBaseline(wait);
    }
  }

  public void beta9(StepContext context) throws InterruptedException {
    try (Bootstrap bootstrap = open(context)) {
      bootstrap.installBeta9(inputs(context), waitContext(context));
    }
  }

  public void claim(StepContext context) throws InterruptedException {
    try (Bootstrap bootstrap = open(context)) {
      bootstrap.claim(new SecretToken(context.secrets()), inputs(context), waitContext(context));
    }
  }

  public void expose(StepContext context) throws InterruptedException {
    CloudCluster cluster = cluster(context);
    try (Bootstrap bootstrap = connect(context, cluster)) {
      Bootstrap.ExternalEndpoint endpoint =
          bootstrap.expose(inputs(context), cluster.loadBalancerListeners(), waitContext(context));
      ObjectNode outputs = context.dependencies().json().createObjectNode();
      outputs.put("beta9_endpoint", endpoint.url());
      outputs.put("load_balancer_hostname", endpoint.loadBalancer());
      context.environment().mergeOutputs(outputs);
    }
  }

  public void check(StepContext context) throws InterruptedException {
    try (Bootstrap bootstrap = open(context)) {
      bootstrap.verify(new SecretToken(context.secrets()), inputs(context), waitContext(context));
      ObjectNode outputs = context.dependencies().json().createObjectNode();
      outputs.put("beta9_healthy", true);
      context.environment().mergeOutputs(outputs);
    }
  }

  /** Uninstalls everything from the cluster, if there is one, before it is destroyed. */
  public void uninstall(StepContext context) throws InterruptedException {
    Optional<CloudCluster> cluster =
        context
            .account()
            .findCluster(context.model().resourcePrefix())
            .filter(CloudCluster::hasEndpoint);
    if (cluster.isEmpty()) {
      context.log().append("kubernetes", "there is no cluster to uninstall from");
      return;
    }
    try (Bootstrap bootstrap = connect(context, cluster.get())) {
      bootstrap.uninstall(waitContext(context));
    }
  }

  private static Bootstrap open(StepContext context) {
    return connect(context, cluster(context));
  }

  private static Bootstrap connect(StepContext context, CloudCluster cluster) {
    return cluster.connect(context.dependencies().tools().bootstrap());
  }

  private static CloudCluster cluster(StepContext context) {
    return context.account().cluster(context.model().resourcePrefix());
  }

  private static WaitContext waitContext(StepContext context) {
    return new WaitContext(
        context.dependencies().clock(),
        context.dependencies().clock().instant().plus(context.deadline()),
        context.cancellation()::isStopRequested,
        message -> context.log().append("kubernetes", message));
  }

  private static Beta9Inputs inputs(StepContext context) {
    InfraModel model = context.model();
    EnvironmentSecrets secrets = context.secrets();
    EnvironmentSecrets.DatabaseSecret database = secrets.database();
    EnvironmentSecrets.StorageKey storage =
        secrets.ensureStorageKey(model.resourcePrefix() + "-storage");
    return new Beta9Inputs(
        model,
        context.environment().current().outputs().toTree(),
        new Beta9Inputs.Beta9Secrets(
            database.username(),
            database.password(),
            secrets.redis().authToken(),
            secrets.encryptionKey().key(),
            storage.accessKeyId(),
            storage.secretAccessKey()));
  }

  /** Stores the administrator's token in the customer's Secrets Manager. */
  private record SecretToken(EnvironmentSecrets secrets) implements AdminTokenStore {
    @Override
    public Optional<StoredToken> load() {
      return secrets.adminToken().map(token -> new StoredToken(token.workspaceId(), token.token()));
    }

    @Override
    public String recordClaimAttempt() {
      return secrets.beginClaim();
    }

    @Override
    public Optional<String> pendingClaimAttempt() {
      return secrets.claimBegun();
    }

    @Override
    public void save(StoredToken token) {
      secrets.putAdminToken(new EnvironmentSecrets.AdminToken(token.workspaceId(), token.token()));
    }
  }
}
