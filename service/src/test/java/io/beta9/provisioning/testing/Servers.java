package io.beta9.provisioning.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.database.Migrations;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import redis.embedded.RedisServer;

/**
 * A PostgreSQL and a Redis server, started once for all tests of a process. Each test class gets
 * its own database. A migrated database is copied from a template and dropped when its pool is
 * closed, because removing all of them at the end takes half a minute.
 */
public final class Servers {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final String MIGRATED = "migrated";
  private static EmbeddedPostgres postgres;
  private static boolean migrated;
  private static RedisServer redis;
  private static int redisPort;

  private Servers() {}

  /** Creates an empty database without schema and returns its URL. */
  public static synchronized String emptyDatabase() {
    String name = nextName();
    executeAsAdmin("create database " + name);
    return url(name);
  }

  /** Returns a connection pool for a new database with the current schema. */
  public static synchronized HikariDataSource migratedDatabase() {
    if (!migrated) {
      executeAsAdmin("create database " + MIGRATED);
      try (HikariDataSource template = pool(url(MIGRATED))) {
        migrations(template).up();
      }
      migrated = true;
    }
    String name = nextName();
    executeAsAdmin("create database " + name + " template " + MIGRATED);
    return new TemporaryDatabase(config(url(name)), name);
  }

  /** A connection pool that drops its database on close. */
  private static final class TemporaryDatabase extends HikariDataSource {
    private final String name;

    TemporaryDatabase(HikariConfig config, String name) {
      super(config);
      this.name = name;
    }

    @Override
    public void close() {
      super.close();
      executeAsAdmin("drop database if exists " + name + " with (force)");
    }
  }

  private static String nextName() {
    return "test_" + NUMBER.incrementAndGet();
  }

  private static synchronized EmbeddedPostgres postgres() {
    if (postgres == null) {
      try {
        postgres =
            EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("synchronous_commit", "off")
                .setServerConfig("full_page_writes", "off")
                .setServerConfig("update_process_title", "off")
                .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return postgres;
  }

  private static void executeAsAdmin(String sql) {
    try (Connection connection = postgres().getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String url(String name) {
    return "postgresql://postgres@127.0.0.1:" + postgres().getPort() + "/" + name;
  }

  public static HikariDataSource pool(String url) {
    return new HikariDataSource(config(url));
  }

  private static HikariConfig config(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:" + url.replace("postgres@", "") + "?user=postgres");
    config.setMaximumPoolSize(16);
    config.setMinimumIdle(1);
    return config;
  }

  public static Migrations migrations(DataSource dataSource) {
    return new Migrations(dataSource);
  }

  /** Returns the port of the shared Redis server. */
  public static synchronized int redisPort() {
    if (redis == null) {
      try (var socket = new java.net.ServerSocket(0)) {
        redisPort = socket.getLocalPort();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      try {
        redis = RedisServer.newRedisServer().port(redisPort).setting("save \"\"").build();
        redis.start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    try {
                      redis.stop();
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  }));
    }
    return redisPort;
  }
}
