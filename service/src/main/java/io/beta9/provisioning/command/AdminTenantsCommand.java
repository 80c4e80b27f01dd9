package io.beta9.provisioning.command;

import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.access.TenantRepository;
import io.beta9.provisioning.apimodel.ExitCode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code admin tenants}: limits of single tenants. */
@Command(
    name = "tenants",
    mixinStandardHelpOptions = true,
    description = "Sets limits of single tenants in the database (DATABASE_URL).",
    footer = {"", "Example:", "  ./provisioner admin tenants limit acme --environments 200"})
@SuppressWarnings("NullAway.Init") // picocli sets the spec
public final class AdminTenantsCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing subcommand: limit");
  }

  /** The new limit: a number, or that of the setting. */
  static final class EnvironmentLimit {
    @Option(
        names = "--environments",
        paramLabel = "N",
        required = true,
        description = "Maximum number of environments that are not destroyed.")
    @Nullable Integer environments;

    @Option(
        names = "--default",
        required = true,
        description = "Applies the setting MAX_ENVIRONMENTS_PER_TENANT again.")
    boolean useDefault;
  }

  @Command(
      name = "limit",
      mixinStandardHelpOptions = true,
      description = "Overrides the maximum number of environments for one tenant.",
      footer = {
        "",
        "Examples:",
        "  ./provisioner admin tenants limit acme --environments 200",
        "  ./provisioner admin tenants limit acme --default"
      })
  int limit(
      @Parameters(paramLabel = "TENANT", description = "Name of the tenant.") String name,
      @ArgGroup(multiplicity = "1") EnvironmentLimit limit,
      @Mixin AuditReason reason) {
    Integer environments = limit.environments;
    if (environments != null && environments < 0) {
      throw new ParameterException(
          spec.commandLine(), "--environments must be at least 0, not " + environments);
    }
    TenantId tenant = LocalCaller.tenant(spec, name);
    return DatabaseCommandSupport.run(
        spec,
        (database, migrations) -> {
          migrations.up();
          JdbcClient jdbc = JdbcClient.create(database);
          return Objects.requireNonNull(
              new TransactionTemplate(new JdbcTransactionManager(database))
                  .execute(status -> apply(jdbc, tenant, environments, reason.text())));
        });
  }

  private int apply(
      JdbcClient jdbc, TenantId tenant, @Nullable Integer environments, @Nullable String reason) {
    if (!new TenantRepository(jdbc).setEnvironmentLimit(tenant, environments)) {
      spec.commandLine().getErr().println("error: There is no tenant " + tenant + ".");
      return ExitCode.NOT_FOUND;
    }
    String text = environments == null ? "the default" : environments.toString();
    new AuditRepository(jdbc)
        .recordDone(
            LocalCaller.of(tenant, reason), new AuditAction("tenants.limit", null, null, text));
    spec.commandLine()
        .getOut()
        .println("The limit of environments of " + tenant + " is " + text + ".");
    return ExitCode.DONE;
  }
}
