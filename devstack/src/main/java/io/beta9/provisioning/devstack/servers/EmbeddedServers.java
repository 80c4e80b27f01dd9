package io.beta9.provisioning.devstack.servers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import redis.embedded.RedisServer;

/** A real PostgreSQL and a real Redis in this process's care, their data kept in a folder. */
public final class EmbeddedServers implements AutoCloseable {
  private static final Duration STARTUP_TIMEOUT = Duration.ofSeconds(60);

  private final Path directory;
  private final int postgresPort;
  private final int redisPort;
  private EmbeddedPostgres postgres;
  private RedisServer redis;

  private EmbeddedServers(Path folder) throws IOException {
    this.directory = folder;
    this.postgresPort = Ports.findFree();
    this.redisPort = Ports.findFree();
    this.postgres = newPostgres(folder, postgresPort);
    this.redis = newRedis(folder, redisPort);
    redis.start();
  }

  /** Starts both on free ports, with what the folder holds. */
  public static EmbeddedServers start(Path folder) {
    try {
      Files.createDirectories(folder);
      return new EmbeddedServers(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded servers did not start", e);
    }
  }

  private static EmbeddedPostgres newPostgres(Path folder, int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder.resolve("postgres"))
        .setCleanDataDirectory(false)
        .setPort(port)
        .setPGStartupWait(STARTUP_TIMEOUT)
        .setServerConfig("max_connections", "100")
        .start();
  }

  private static RedisServer newRedis(Path folder, int port) throws IOException {
    Path data = Files.createDirectories(folder.resolve("redis"));
    return RedisServer.newRedisServer()
        .port(port)
        .setting("bind 127.0.0.1")
        .setting("dir " + data.toAbsolutePath())
        .build();
  }

  public String databaseUrl() {
    return "postgresql://postgres@127.0.0.1:" + postgresPort + "/postgres";
  }

  public int postgresPort() {
    return postgresPort;
  }

  public String redisUrl() {
    return "redis://127.0.0.1:" + redisPort;
  }

  public void stopRedis() {
    try {
      redis.stop();
    } catch (IOException e) {
      throw new UncheckedIOException("Redis did not stop", e);
    }
  }

  /** Ends Redis and starts an empty one in its place. */
  public synchronized void replaceRedis() {
    try {
      redis.stop();
      Files.deleteIfExists(directory.resolve("redis").resolve("dump.rdb"));
      redis = newRedis(directory, redisPort);
      redis.start();
    } catch (IOException e) {
      throw new UncheckedIOException("Redis did not come back", e);
    }
  }

  /**
   * Ends PostgreSQL as a power cut would: nothing is flushed, every connection breaks. It has to
   * recover from its log when it is {@linkplain #startPostgres started} again.
   */
  public synchronized void crashPostgres() {
    try {
      long pid =
          Long.parseLong(
              Files.readAllLines(directory.resolve("postgres").resolve("postmaster.pid"))
                  .getFirst()
                  .strip());
      ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
      new ProcessBuilder("kill", "-QUIT", Long.toString(pid)).start().waitFor();
      server.onExit().orTimeout(STARTUP_TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL could not be ended", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Starts a PostgreSQL on what the last one left. */
  public synchronized void startPostgres() {
    try {
      postgres = newPostgres(directory, postgresPort);
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL did not come back", e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      redis.stop();
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded servers did not stop", e);
    }
  }
}
