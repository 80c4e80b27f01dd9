package io.beta9.provisioning.command;

import io.beta9.provisioning.access.ApiKey;
import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.KeyRoles;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.format.PrintableText;
import io.beta9.provisioning.settings.DurationText;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code admin keys}: API keys in the database, for the first key of an installation and for the
 * case that no key is left. Everything else is done by {@code keys} over the API.
 */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = "Creates, lists and revokes API keys in the database (DATABASE_URL).",
    footer = {"", "Example:", "  ./provisioner admin keys create --tenant acme --name ci"})
@SuppressWarnings("NullAway.Init") // picocli sets the spec
public final class AdminKeysCommand implements Runnable {
  private static final String ROW = "%-18s %-20s %-24s %-14s %-8s %-32s %s%n";

  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing subcommand: create, list or revoke");
  }

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Creates a key and prints it. It cannot be printed again.",
      footer = {
        "",
        "Example:",
        "  ./provisioner admin keys create --tenant acme --name ops --role owner"
      })
  int create(
      @Option(
              names = "--tenant",
              paramLabel = "TENANT",
              required = true,
              description = "Tenant that owns the key; created if it does not exist.")
          String tenant,
      @Option(
              names = "--name",
              paramLabel = "NAME",
              required = true,
              description = "Purpose of the key.")
          String name,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              defaultValue = "admin",
              description =
                  "Role in the tenant (viewer, member, admin), role in the service (operator,"
                      + " auditor, owner), or one of each, separated by a comma (default:"
                      + " ${DEFAULT-VALUE}).")
          String role,
      @Option(
              names = "--expires-in",
              paramLabel = "DURATION",
              description = "Lifetime of the key, such as 12h or 90d (default: unlimited).")
          @Nullable String expiresIn,
      @Mixin AuditReason reason) {
    KeyRoles roles = roles(role);
    Instant expiresAt = expiry(expiresIn);
    TenantId owner = LocalCaller.tenant(spec, tenant);
    return withRepositories(
        (keys, audit) -> {
          ApiKeyRepository.CreatedKey created = keys.create(owner, name, roles, expiresAt);
          audit.recordDone(
              LocalCaller.of(owner, reason.text()),
              new AuditAction("keys.create", null, null, created.key().description()));
          out().println(created.secret().text());
          err()
              .println(
                  "Created "
                      + created.key().id()
                      + " of tenant "
                      + tenant
                      + ". Store the key now: it cannot be shown again.");
          return ExitCode.DONE;
        });
  }

  private @Nullable Instant expiry(@Nullable String lifetime) {
    if (lifetime == null) {
      return null;
    }
    try {
      Duration parsed = DurationText.parse(lifetime);
      if (parsed.compareTo(ApiKey.MAX_LIFETIME) <= 0) {
        return Instant.now().plus(parsed);
      }
    } catch (IllegalArgumentException e) {
      // Reported below, like a lifetime that is too long.
    }
    throw new ParameterException(
        spec.commandLine(),
        "--expires-in must be a duration such as 12h or 90d, at most "
            + ApiKey.MAX_LIFETIME.toDays()
            + "d");
  }

  @Command(
      name = "list",
      aliases = "ls",
      mixinStandardHelpOptions = true,
      description = "Lists the keys of all tenants, without their secrets.",
      footer = {"", "Example:", "  ./provisioner admin keys list"})
  int list() {
    return withRepositories(
        (keys, audit) -> {
          Instant now = Instant.now();
          out().printf(ROW, "ID", "TENANT", "NAME", "ROLE", "STATE", "EXPIRES", "LAST USED");
          keys.list().forEach(key -> out().print(row(key, now)));
          out().flush();
          return ExitCode.DONE;
        });
  }

  /** Returns a line of the list. A tenant chooses the names of its keys. */
  static String row(ApiKey key, Instant now) {
    return ROW.formatted(
        key.id(),
        key.tenant(),
        PrintableText.of(key.name()),
        key.roles().codes(),
        key.state(now),
        key.expiresAt() == null ? "never" : key.expiresAt(),
        key.lastUsedAt() == null ? "never" : key.lastUsedAt());
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Revokes a key; every process rejects it within 5 seconds.",
      footer = {
        "",
        "Example:",
        "  ./provisioner admin keys revoke key_4f1a2b3c4d5e --reason 'ann left'"
      })
  int revoke(
      @Parameters(paramLabel = "ID", description = "Id of the key.") String id,
      @Mixin AuditReason reason) {
    return withRepositories(
        (keys, audit) -> {
          Optional<ApiKey> known =
              keys.list().stream().filter(key -> key.id().equals(id)).findFirst();
          if (known.isEmpty() || !keys.revoke(id)) {
            err().println("error: There is no active key " + id + ".");
            return ExitCode.NOT_FOUND;
          }
          audit.recordDone(
              LocalCaller.of(known.get().tenant(), reason.text()),
              new AuditAction("keys.revoke", null, null, id));
          out().println("Revoked " + id + ".");
          return ExitCode.DONE;
        });
  }

  private KeyRoles roles(String codes) {
    try {
      return KeyRoles.parse(codes);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--role " + e.getMessage(), e);
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  private interface KeyWork {
    int run(ApiKeyRepository keys, AuditRepository audit);
  }

  /** Migrates the schema if necessary and runs the work in one transaction. */
  private int withRepositories(KeyWork work) {
    return DatabaseCommandSupport.runWithCurrentSchema(
        spec,
        (database, migrations) -> {
          JdbcClient jdbc = JdbcClient.create(database);
          return Objects.requireNonNull(
              new TransactionTemplate(new JdbcTransactionManager(database))
                  .execute(
                      status ->
                          work.run(
                              new ApiKeyRepository(jdbc, new SecureRandom()),
                              new AuditRepository(jdbc))));
        });
  }
}
