package io.beta9.provisioning.devstack.servers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import redis.embedded.RedisServer;

/** PostgreSQL and Redis as child processes, with their data in one directory. */
public final class EmbeddedServers implements AutoCloseable {
  private static final Duration STARTUP_TIMEOUT = Duration.ofSeconds(60);

  private final Path directory;
  private final int postgresPort;
  private final int redisPort;
  private EmbeddedPostgres postgres;
  private RedisServer redis;

  private EmbeddedServers(Path directory) throws IOException {
    this.directory = directory;
    this.postgresPort = Ports.findFree();
    this.redisPort = Ports.findFree();
    this.postgres = newPostgres(directory, postgresPort);
    this.redis = newRedis(directory, redisPort);
    redis.start();
  }

  /**
   * Starts both servers on free ports with the data of the directory.
   *
   * @throws UncheckedIOException if a server does not start, for example because one of an earlier
   *     run is still running; see {@link LeftoverServers}
   */
  public static EmbeddedServers start(Path directory) {
    try {
      Files.createDirectories(directory);
      return new EmbeddedServers(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL or Redis did not start", e);
    }
  }

  private static EmbeddedPostgres newPostgres(Path directory, int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(directory.resolve("postgres"))
        .setCleanDataDirectory(false)
        .setPort(port)
        .setPGStartupWait(STARTUP_TIMEOUT)
        .setServerConfig("max_connections", "100")
        .start();
  }

  private static RedisServer newRedis(Path directory, int port) throws IOException {
    Path data = Files.createDirectories(directory.resolve("redis"));
    return RedisServer.newRedisServer()
        .port(port)
        .setting("bind 127.0.0.1")
        .setting(RedisConfiguration.path("dir", data))
        .setting(RedisConfiguration.path("pidfile", redisPidFile(directory)))
        .build();
  }

  static Path postgresPidFile(Path directory) {
    return directory.resolve("postgres").resolve("postmaster.pid");
  }

  static Path redisPidFile(Path directory) {
    return directory.resolve("redis").resolve("redis.pid");
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

  /** Stops Redis permanently. */
  public void stopRedis() {
    try {
      redis.stop();
    } catch (IOException e) {
      throw new UncheckedIOException("Redis did not stop", e);
    }
  }

  /** Stops Redis and starts an empty server on the same port. */
  public synchronized void replaceRedis() {
    try {
      redis.stop();
      Files.deleteIfExists(directory.resolve("redis").resolve("dump.rdb"));
      redis = newRedis(directory, redisPort);
      redis.start();
    } catch (IOException e) {
      throw new UncheckedIOException("Redis did not restart", e);
    }
  }

  /**
   * Terminates PostgreSQL without flushing data, as a power failure would. It recovers from its
   * write-ahead log at the next {@linkplain #startPostgres start}.
   */
  public synchronized void crashPostgres() {
    try {
      long pid = Long.parseLong(Files.readAllLines(postgresPidFile(directory)).getFirst().strip());
      ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
      ProcessSignals.send("QUIT", pid);
      server.onExit().orTimeout(STARTUP_TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot terminate PostgreSQL", e);
    }
  }

  /** Starts PostgreSQL again with the existing data. */
  public synchronized void startPostgres() {
    try {
      postgres = newPostgres(directory, postgresPort);
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL did not restart", e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      redis.stop();
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL or Redis did not stop", e);
    }
  }
}
