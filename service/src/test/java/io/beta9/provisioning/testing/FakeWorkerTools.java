package io.beta9.provisioning.testing;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.bootstrap.FakeClusters;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.terraform.process.ProviderCredentials;
import io.beta9.provisioning.terraform.run.FakeTerraforms;
import io.beta9.provisioning.terraform.run.Redactor;
import io.beta9.provisioning.terraform.run.Terraform;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import io.beta9.provisioning.worker.pipeline.WorkerTools;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * An account in a simulated cloud, and fast fakes of Terraform and Helm for the workers of services
 * that run in the test's process.
 */
public final class FakeWorkerTools implements AutoCloseable {
  private final SimulatedAccount account = SimulatedAccount.open();
  private final CloudTarget target =
      account.account(SimulatedAccount.ACCOUNT, "Beta9Provisioner", "demo-external-id");
  private final FakeTerraforms terraforms = new FakeTerraforms(id -> {});
  private final FakeClusters clusters = new FakeClusters(account);
  private final Map<EnvironmentId, StateBackend> backends = new ConcurrentHashMap<>();
  private final Supplier<JdbcClient> jdbc;

  /**
   * Starts the simulated cloud, and sets the system properties by which the service finds it.
   *
   * @param jdbc supplies the database that contains the environments
   */
  public FakeWorkerTools(Supplier<JdbcClient> jdbc) {
    this.jdbc = jdbc;
    account.setSystemProperties();
  }

  public WorkerTools tools() {
    return new WorkerTools(this::terraform, clusters);
  }

  /** Registers the account for a tenant, which can then create environments in it. */
  public void registerAccount(String tenant) {
    RegisteredAccounts.verified(jdbc.get(), tenant, target);
  }

  public FakeClusters clusters() {
    return clusters;
  }

  /** Returns the environment variables of a process that works in the account. */
  public Map<String, String> environment() {
    return account.workerEnvironment();
  }

  public AwsSession session(EnvironmentId id) {
    return account.sessions().open(target, id);
  }

  /** Returns where the state of an environment is; null before its Terraform was opened. */
  public StateBackend backend(EnvironmentId id) {
    return backends.get(id);
  }

  private Terraform terraform(
      StackDirectory stack, Redactor redactor, ProviderCredentials credentials) {
    String environment = stack.path().getParent().getParent().getParent().getFileName().toString();
    backends.computeIfAbsent(new EnvironmentId(environment), this::register);
    return terraforms.open(stack, redactor, credentials);
  }

  private StateBackend register(EnvironmentId id) {
    InfraModel model =
        InfraModelJson.fromJson(
            jdbc.get()
                .sql("select infra_model::text from environments where id = :id")
                .param("id", id.value())
                .query(String.class)
                .single());
    StateBackend backend = StateBackend.of(target.location(), id.value(), "s3");
    terraforms.register(id, session(id), model, backend);
    clusters.register(target.accountId(), model.resourcePrefix());
    return backend;
  }

  @Override
  public void close() {
    account.close();
  }
}
