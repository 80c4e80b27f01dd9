package io.beta9.provisioning.command;

import io.beta9.provisioning.access.ApiKey;
import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditRepository.Act;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.KeyRole;
import io.beta9.provisioning.access.TenantId;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
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
  private static final String REASON = "Why; it is written down in the audit trail.";

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
          String role,
      @Option(names = "--reason", paramLabel = "TEXT", description = REASON)
          @Nullable String reason) {
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
        (keys, audit) -> {
          ApiKeyRepository.Created created = keys.create(owner, name, allowed);
          audit.done(
              atTheDatabase(owner, reason),
              new Act("keys.create", null, null, created.key().id() + ", " + name + ", " + role));
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
        (keys, audit) -> {
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
  int revoke(
      @Parameters(paramLabel = "ID", description = "The key's id.") String id,
      @Option(names = "--reason", paramLabel = "TEXT", description = REASON)
          @Nullable String reason) {
    return with(
        (keys, audit) -> {
          Optional<ApiKey> known =
              keys.all().stream().filter(key -> key.id().equals(id)).findFirst();
          if (known.isEmpty() || !keys.revoke(id)) {
            spec.commandLine().getErr().println("error: no key " + id + " is in force");
            return NOT_FOUND;
          }
          audit.done(
              atTheDatabase(known.get().tenant(), reason), new Act("keys.revoke", null, null, id));
          out().println(id + " is revoked.");
          return 0;
        });
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Whoever holds the database needs no key. */
  private static Caller atTheDatabase(TenantId tenant, @Nullable String reason) {
    Caller caller = new Caller(tenant, "-", System.getProperty("user.name", "somebody"));
    return reason == null || reason.isBlank() ? caller : caller.because(reason.strip());
  }

  private interface KeysWork {
    int with(ApiKeyRepository keys, AuditRepository audit);
  }

  private int with(KeysWork work) {
    return DatabaseCommandSupport.run(
        spec,
        (database, migrations) -> {
          migrations.up();
          JdbcClient jdbc = JdbcClient.create(database);
          return new TransactionTemplate(new JdbcTransactionManager(database))
              .execute(
                  status ->
                      work.with(
                          new ApiKeyRepository(jdbc, new SecureRandom()),
                          new AuditRepository(jdbc)));
        });
  }
}
