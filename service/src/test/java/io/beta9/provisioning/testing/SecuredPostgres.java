package io.beta9.provisioning.testing;

import io.beta9.provisioning.cloudsim.kubernetes.http.TlsIdentity;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL server that requires TLS and a password. Its certificate is its own authority. */
public final class SecuredPostgres implements AutoCloseable {
  private final EmbeddedPostgres server;
  private final Connection admin;

  /** Starts a server with its files in the directory. */
  public SecuredPostgres(Path directory, TlsIdentity identity) throws IOException, SQLException {
    PemFiles.write(identity, directory);
    server =
        EmbeddedPostgres.builder()
            .setDataDirectory(directory.resolve("data"))
            .setServerConfig("fsync", "off")
            .setServerConfig("ssl", "on")
            .setServerConfig("ssl_cert_file", "'" + directory.resolve(PemFiles.CERTIFICATE) + "'")
            .setServerConfig("ssl_key_file", "'" + directory.resolve(PemFiles.KEY) + "'")
            .start();
    admin = server.getPostgresDatabase().getConnection();
    Files.writeString(
        directory.resolve("data").resolve("pg_hba.conf"),
        "hostssl all all 127.0.0.1/32 scram-sha-256\n");
    execute("select pg_reload_conf()");
    execute("create role service login");
  }

  public void setPassword(String password) throws SQLException {
    execute("alter role service password '" + password + "'");
  }

  /** Returns the URL of the database for the service. */
  public String url(String password) {
    return "postgresql://service:" + password + "@127.0.0.1:" + server.getPort() + "/postgres";
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = admin.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
