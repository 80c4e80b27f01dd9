package io.beta9.provisioning.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/** A separate PostgreSQL server with streaming replicas. */
public final class ReplicatedPostgres implements AutoCloseable {
  private static final Set<String> NOT_COPIED =
      Set.of("postmaster.pid", "postmaster.opts", "epg-lock");

  private final Path folder;
  private final EmbeddedPostgres primary;

  public ReplicatedPostgres(Path folder) throws IOException {
    this.folder = folder;
    this.primary =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder.resolve("primary"))
            .setServerConfig("fsync", "off")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("wal_keep_size", "64MB")
            .start();
  }

  public String primaryUrl() {
    return url(primary);
  }

  public static String url(EmbeddedPostgres server) {
    return "postgresql://postgres@127.0.0.1:" + server.getPort() + "/postgres";
  }

  /** Starts a streaming replica from a base backup; the distribution has no pg_basebackup. */
  public EmbeddedPostgres replica(String name) throws IOException, SQLException {
    Path data = folder.resolve(name);
    try (Connection connection = primary.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("select pg_backup_start('" + name + "', true)");
      copy(folder.resolve("primary"), data);
      try (var row = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
        row.next();
        Files.writeString(data.resolve("backup_label"), row.getString(1));
      }
    }
    Files.createFile(data.resolve("standby.signal"));
    Files.writeString(
        data.resolve("postgresql.auto.conf"),
        "\nprimary_conninfo = 'host=127.0.0.1 user=postgres port=" + primary.getPort() + "'\n",
        StandardOpenOption.APPEND);
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setServerConfig("fsync", "off")
        .start();
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
              throws IOException {
            Path copy = to.resolve(from.relativize(dir).toString());
            Files.copy(dir, copy, StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            boolean wal = file.getParent().equals(from.resolve("pg_wal"));
            if (!wal && !NOT_COPIED.contains(file.getFileName().toString())) {
              Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
  }

  @Override
  public void close() throws IOException {
    primary.close();
  }
}
