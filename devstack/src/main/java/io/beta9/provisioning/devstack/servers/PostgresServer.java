package io.beta9.provisioning.devstack.servers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * An embedded PostgreSQL on the loopback interface. Every connection needs a password. One role
 * owns what is in the schema and migrates it; the service uses another one that is granted what it
 * needs. Neither is a superuser.
 */
final class PostgresServer {
  static final String ADMINISTRATOR = "postgres";
  static final String OWNER = "beta9_owner";
  static final String SERVICE = "beta9";
  private static final Duration STARTUP_TIMEOUT = Duration.ofSeconds(60);

  /** Only TCP connections from this machine; the server has no socket in the file system. */
  private static final String ACCESS =
      """
      host all all 127.0.0.1/32 scram-sha-256
      host all all ::1/128 scram-sha-256
      """;

  /**
   * Idempotent: also for a database whose objects the superuser or the service's role created, as
   * earlier versions did.
   */
  private static final String SET_UP_ROLES =
      """
      do $do$
      declare
        object record;
      begin
        if not exists (select from pg_roles where rolname = 'beta9') then
          create role beta9;
        end if;
        alter role beta9 login nosuperuser nocreatedb nocreaterole noreplication nobypassrls
          password '%s';
        if not exists (select from pg_roles where rolname = 'beta9_owner') then
          create role beta9_owner;
        end if;
        alter role beta9_owner login nosuperuser nocreatedb nocreaterole noreplication nobypassrls
          password '%s';
        alter schema public owner to beta9_owner;
        grant usage on schema public to beta9;
        for object in
          select c.oid::regclass as name,
                 case c.relkind when 'S' then 'sequence' when 'v' then 'view'
                                when 'm' then 'materialized view' else 'table' end as kind
            from pg_class c
           where c.relnamespace = 'public'::regnamespace
             and c.relkind in ('r', 'p', 'v', 'm', 'S')
             and c.relowner <> 'beta9_owner'::regrole
             -- A sequence of a column has the owner of its table.
             and not exists (select from pg_depend d
                              where d.objid = c.oid and d.classid = 'pg_class'::regclass
                                and d.deptype in ('a', 'i') and c.relkind = 'S')
        loop
          execute format('alter %%s %%s owner to beta9_owner', object.kind, object.name);
        end loop;
        for object in
          select p.oid::regprocedure as name
            from pg_proc p
           where p.pronamespace = 'public'::regnamespace and p.proowner <> 'beta9_owner'::regrole
        loop
          execute format('alter routine %%s owner to beta9_owner', object.name);
        end loop;
        for object in
          select t.oid::regtype as name
            from pg_type t
           where t.typnamespace = 'public'::regnamespace and t.typowner <> 'beta9_owner'::regrole
             and t.typtype in ('e', 'd')
        loop
          execute format('alter type %%s owner to beta9_owner', object.name);
        end loop;
      end
      $do$
      """;

  private final EmbeddedPostgres server;

  private PostgresServer(EmbeddedPostgres server) {
    this.server = server;
  }

  /**
   * Starts the server with the data of the directory.
   *
   * @param secured whether the data directory, if it exists, already requires passwords
   * @throws IOException if it does not start; the message names the directory and what PostgreSQL
   *     needs
   */
  static PostgresServer start(Path data, int port, ServerPasswords passwords, boolean secured)
      throws IOException {
    boolean isNew = !Files.exists(data.resolve("PG_VERSION"));
    Path passwordFile = data.resolveSibling("postgres.password");
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setPort(port)
            .setPGStartupWait(STARTUP_TIMEOUT)
            .setServerConfig("max_connections", "100")
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("unix_socket_directories", "")
            .setConnectConfig("password", passwords.administrator());
    if (isNew) {
      SecretFile.write(passwordFile, passwords.administrator() + "\n");
      // These are options of initdb, too.
      builder
          .setLocaleConfig("auth", "scram-sha-256")
          .setLocaleConfig("pwfile", passwordFile.toString())
          .setDataDirectoryCustomizer(directory -> restrictAccess(directory.toPath()));
    }
    PostgresServer started = new PostgresServer(start(builder, data));
    Files.deleteIfExists(passwordFile);
    try {
      if (!isNew && !secured) {
        started.secure(data, passwords);
      }
      started.execute(SET_UP_ROLES.formatted(passwords.service(), passwords.owner()));
      return started;
    } catch (IOException | RuntimeException e) {
      // The server must not outlive this process after any failure.
      started.close();
      throw e;
    }
  }

  private static EmbeddedPostgres start(EmbeddedPostgres.Builder builder, Path data)
      throws IOException {
    try {
      return builder.start();
    } catch (IllegalStateException e) {
      IOException failure =
          new IOException(
              ("PostgreSQL cannot be started in %s; the directory must be its own and writable. As"
                      + " root it needs the program 'unshare' and user namespaces; without them run"
                      + " the command as another user")
                  .formatted(data));
      // The library's only report of a failed initdb or pg_ctl, whose output it has logged. As the
      // cause, its command line would be a part of the message.
      failure.addSuppressed(e);
      throw failure;
    }
  }

  /** Requires passwords of a server that an earlier version has created without. */
  private void secure(Path data, ServerPasswords passwords) throws IOException {
    execute("alter role postgres password '" + passwords.administrator() + "'");
    restrictAccess(data);
    execute("select pg_reload_conf()");
  }

  private static void restrictAccess(Path data) {
    try {
      Files.writeString(data.resolve("pg_hba.conf"), ACCESS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void execute(String sql) throws IOException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IOException("PostgreSQL rejects its set-up", e);
    }
  }

  void close() throws IOException {
    server.close();
  }
}
