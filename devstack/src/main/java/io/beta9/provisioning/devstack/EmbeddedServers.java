package io.beta9.provisioning.devstack;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import redis.embedded.RedisServer;

/** A real PostgreSQL and a real Redis in this process's care, their data kept in a folder. */
final class EmbeddedServers implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);

  private final EmbeddedPostgres postgres;
  private final RedisServer redis;
  private final int redisPort;

  private EmbeddedServers(EmbeddedPostgres postgres, RedisServer redis, int redisPort) {
    this.postgres = postgres;
    this.redis = redis;
    this.redisPort = redisPort;
  }

  /** Starts both on free ports, with what the folder holds. */
  static EmbeddedServers start(Path folder) {
    try {
      Files.createDirectories(folder);
      EmbeddedPostgres postgres =
          EmbeddedPostgres.builder()
              .setDataDirectory(folder.resolve("postgres"))
              .setCleanDataDirectory(false)
              .setPort(Ports.any())
              .setPGStartupWait(START)
              .setServerConfig("max_connections", "100")
              .start();
      int port = Ports.any();
      Path data = Files.createDirectories(folder.resolve("redis"));
      RedisServer redis =
          RedisServer.newRedisServer()
              .port(port)
              .setting("bind 127.0.0.1")
              .setting("dir " + data.toAbsolutePath())
              .build();
      redis.start();
      return new EmbeddedServers(postgres, redis, port);
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded servers did not start", e);
    }
  }

  String databaseUrl() {
    return "postgresql://postgres@127.0.0.1:" + postgres.getPort() + "/postgres";
  }

  String redisUrl() {
    return "redis://127.0.0.1:" + redisPort;
  }

  void stopRedis() {
    try {
      redis.stop();
    } catch (IOException e) {
      throw new UncheckedIOException("Redis did not stop", e);
    }
  }

  @Override
  public void close() {
    try {
      redis.stop();
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded servers did not stop", e);
    }
  }
}
