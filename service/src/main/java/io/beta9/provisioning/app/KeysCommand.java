package io.beta9.provisioning.app;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.access.ApiKey;
import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.KeyRole;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.settings.Settings;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** API keys, for the operator who holds the database. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = "Makes, lists and revokes API keys. Works on the database (DATABASE_URL).",
    footer = {"", "Example:", "  provisioner keys create --tenant acme --name ci"})
@SuppressWarnings("NullAway.Init") // picocli sets the spec
public final class KeysCommand {
  private static final int NOT_FOUND = 3;

  @Spec CommandSpec spec;

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Makes a key and shows it, this once.")
  int create(
      @Option(
              names = "--tenant",
              required = true,
              description = "Whose key it is; made where there is none of that name.")
          String tenant,
      @Option(names = "--name", required = true, description = "What the key is for.") String name,
      @Option(
              names = "--role",
              defaultValue = "admin",
              description =
                  "admin: all that the tenant has; operator: the whole installation, for those on"
                      + " call (default: ${DEFAULT-VALUE}).")
          String role) {
    KeyRole allowed =
        KeyRole.parse(role)
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(), "'" + role + "' is no role: admin or operator"));
    TenantId owner;
    try {
      owner = new TenantId(tenant);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    return with(
        keys -> {
          ApiKeyRepository.Created created = keys.create(owner, name, allowed);
          out().println(created.secret().text());
          spec.commandLine()
              .getErr()
              .println(
                  created.key().id()
                      + " of "
                      + tenant
                      + ": this is the only time that the key is shown.");
          return 0;
        });
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists all keys, without their secrets.")
  int list() {
    return with(
        keys -> {
          out()
              .printf(
                  "%-18s %-20s %-24s %-9s %-8s %s%n",
                  "ID", "TENANT", "NAME", "ROLE", "STATE", "LAST USED");
          for (ApiKey key : keys.all()) {
            out()
                .printf(
                    "%-18s %-20s %-24s %-9s %-8s %s%n",
                    key.id(),
                    key.tenant(),
                    key.name(),
                    key.role().code(),
                    key.revokedAt() == null ? "in force" : "revoked",
                    key.lastUsedAt() == null ? "never" : key.lastUsedAt());
          }
          return 0;
        });
  }

  @Command(name = "revoke", mixinStandardHelpOptions = true, description = "Revokes a key at once.")
  int revoke(@Parameters(paramLabel = "ID", description = "The key's id.") String id) {
    return with(
        keys -> {
          if (!keys.revoke(id)) {
            spec.commandLine().getErr().println("error: no key " + id + " is in force");
            return NOT_FOUND;
          }
          out().println(id + " is revoked.");
          return 0;
        });
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private int with(Function<ApiKeyRepository, Integer> work) {
    try (HikariDataSource database =
        CoreConfiguration.pool(
            Settings.from(System.getenv()).database().url(), CoreConfiguration.FEW)) {
      Schema.migrate(database);
      return work.apply(new ApiKeyRepository(JdbcClient.create(database), new SecureRandom()));
    }
  }
}
