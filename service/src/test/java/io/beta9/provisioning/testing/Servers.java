package io.beta9.provisioning.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.database.Migrations;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import redis.embedded.RedisServer;

/**
 * A real PostgreSQL and a real Redis, started once for all tests of a process. Each test class gets
 * a database of its own.
 */
public final class Servers {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static EmbeddedPostgres postgres;
  private static RedisServer redis;
  private static int redisPort;

  private Servers() {}

  /** An empty database, not migrated. */
  public static synchronized String emptyDatabase() {
    try {
      if (postgres == null) {
        postgres = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
      }
      String name = "test_" + NUMBER.incrementAndGet();
      try (Connection connection = postgres.getPostgresDatabase().getConnection();
          var statement = connection.createStatement()) {
        statement.execute("create database " + name);
      }
      return "postgresql://postgres@127.0.0.1:" + postgres.getPort() + "/" + name;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A pool on a fresh, migrated database. */
  public static HikariDataSource migratedDatabase() {
    HikariDataSource dataSource = pool(emptyDatabase());
    migrations(dataSource).up();
    return dataSource;
  }

  public static HikariDataSource pool(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:" + url.replace("postgres@", "") + "?user=postgres");
    config.setMaximumPoolSize(16);
    return new HikariDataSource(config);
  }

  public static Migrations migrations(DataSource dataSource) {
    return new Migrations(
        dataSource,
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
  }

  /** The port of the shared Redis. */
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
