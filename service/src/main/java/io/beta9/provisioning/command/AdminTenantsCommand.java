package io.beta9.provisioning.command;

import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.access.TenantRepository;
import io.beta9.provisioning.access.TenantRepository.TenantLimits;
import io.beta9.provisioning.apimodel.ExitCode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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

/** {@code admin tenants}: limits and weights of single tenants. */
@Command(
    name = "tenants",
    mixinStandardHelpOptions = true,
    description = "Limits and weights of single tenants in the database (DATABASE_URL).",
    footer = {"", "Example:", "  ./provisioner admin tenants limit acme --environments 200"})
@SuppressWarnings("NullAway.Init") // picocli sets the spec
public final class AdminTenantsCommand implements Runnable {
  private static final String NAME = "Name of the tenant.";

  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing subcommand: list, limit or weight");
  }

  /** The new limits: numbers, or those of the settings. */
  static final class TenantLimitOptions {
    @ArgGroup(exclusive = false, multiplicity = "1")
    @Nullable OwnLimits own;

    @Option(
        names = "--default",
        required = true,
        description =
            "Applies the settings MAX_ENVIRONMENTS_PER_TENANT and"
                + " MAX_RUNNING_OPERATIONS_PER_TENANT again.")
    boolean useDefault;
  }

  /** Limits of the tenant; those that are absent do not change. */
  static final class OwnLimits {
    @Option(
        names = "--environments",
        paramLabel = "N",
        description = "Maximum number of environments that are not destroyed.")
    @Nullable Integer environments;

    @Option(
        names = "--running-operations",
        paramLabel = "N",
        description = "Maximum number of running operations; further ones wait.")
    @Nullable Integer runningOperations;
  }

  @Command(
      name = "list",
      aliases = "ls",
      mixinStandardHelpOptions = true,
      description = "Lists the tenants, their limits and weights.",
      footer = {"", "Example:", "  ./provisioner admin tenants list"})
  int list() {
    String format = "%-20s %-14s %-20s %s%n";
    return DatabaseCommandSupport.runWithCurrentSchema(
        spec,
        (database, migrations) -> {
          PrintWriter out = spec.commandLine().getOut();
          out.printf(format, "TENANT", "ENVIRONMENTS", "RUNNING OPERATIONS", "WEIGHT");
          for (TenantLimits tenant : new TenantRepository(JdbcClient.create(database)).list()) {
            out.printf(
                format,
                tenant.tenant(),
                text(tenant.maxEnvironments()),
                text(tenant.maxRunningOperations()),
                tenant.claimWeight());
          }
          return ExitCode.DONE;
        });
  }

  @Command(
      name = "limit",
      mixinStandardHelpOptions = true,
      description = "Overrides the limits of environments and running operations for one tenant.",
      footer = {
        "",
        "Examples:",
        "  ./provisioner admin tenants limit acme --environments 200",
        "  ./provisioner admin tenants limit acme --running-operations 3",
        "  ./provisioner admin tenants limit acme --default"
      })
  int limit(
      @Parameters(paramLabel = "TENANT", description = NAME) String name,
      @ArgGroup(multiplicity = "1") TenantLimitOptions limits,
      @Mixin AuditReason reason) {
    OwnLimits own = limits.own == null ? new OwnLimits() : limits.own;
    requireAtLeast(0, "--environments", own.environments);
    requireAtLeast(1, "--running-operations", own.runningOperations);
    boolean all = limits.own == null;
    return change(
        name,
        reason.text(),
        "tenants.limit",
        (tenants, tenant) -> {
          List<String> changes = new ArrayList<>();
          boolean known = true;
          if (all || own.environments != null) {
            known = tenants.setEnvironmentLimit(tenant, own.environments);
            changes.add("limit of environments: " + text(own.environments));
          }
          if (all || own.runningOperations != null) {
            known &= tenants.setRunningLimit(tenant, own.runningOperations);
            changes.add("limit of running operations: " + text(own.runningOperations));
          }
          return known ? Optional.of(String.join(", ", changes)) : Optional.empty();
        });
  }

  @Command(
      name = "weight",
      mixinStandardHelpOptions = true,
      description = {
        "Sets the share of the workers that a tenant gets while several have waiting operations.",
        "A tenant with the weight 3 gets three times as many as one with the weight 1, the default."
      },
      footer = {"", "Example:", "  ./provisioner admin tenants weight acme 3"})
  int weight(
      @Parameters(paramLabel = "TENANT", description = NAME) String name,
      @Parameters(
              paramLabel = "N",
              description = "Weight from 1 to " + TenantRepository.MAX_WEIGHT + ".")
          int weight,
      @Mixin AuditReason reason) {
    if (weight < 1 || weight > TenantRepository.MAX_WEIGHT) {
      throw new ParameterException(
          spec.commandLine(),
          "The weight must be from 1 to " + TenantRepository.MAX_WEIGHT + ", not " + weight);
    }
    return change(
        name,
        reason.text(),
        "tenants.weight",
        (tenants, tenant) ->
            tenants.setClaimWeight(tenant, weight)
                ? Optional.of("weight: " + weight)
                : Optional.empty());
  }

  /** Changes a tenant; returns what has changed, empty if there is no such tenant. */
  private interface TenantChange {
    Optional<String> apply(TenantRepository tenants, TenantId tenant);
  }

  private int change(String name, @Nullable String reason, String action, TenantChange change) {
    TenantId tenant = LocalCaller.tenant(spec, name);
    return DatabaseCommandSupport.runWithCurrentSchema(
        spec,
        (database, migrations) -> {
          JdbcClient jdbc = JdbcClient.create(database);
          Optional<String> changed =
              Objects.requireNonNull(
                  new TransactionTemplate(new JdbcTransactionManager(database))
                      .execute(
                          status -> {
                            Optional<String> text =
                                change.apply(new TenantRepository(jdbc), tenant);
                            text.ifPresent(
                                done ->
                                    new AuditRepository(jdbc)
                                        .recordDone(
                                            LocalCaller.of(tenant, reason),
                                            new AuditAction(action, null, null, done)));
                            return text;
                          }));
          if (changed.isEmpty()) {
            spec.commandLine().getErr().println("error: There is no tenant " + tenant + ".");
            return ExitCode.NOT_FOUND;
          }
          spec.commandLine().getOut().println("Tenant " + tenant + ": " + changed.get() + ".");
          return ExitCode.DONE;
        });
  }

  private void requireAtLeast(int minimum, String option, @Nullable Integer value) {
    if (value != null && value < minimum) {
      throw new ParameterException(
          spec.commandLine(), option + " must be at least " + minimum + ", not " + value);
    }
  }

  private static String text(@Nullable Integer limit) {
    return limit == null ? "default" : limit.toString();
  }
}
