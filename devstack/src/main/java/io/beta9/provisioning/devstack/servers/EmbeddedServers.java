package io.beta9.provisioning.devstack.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * PostgreSQL and Redis as child processes on the loopback interface, with their data in one
 * directory. Both require generated passwords; their URLs are also in the files {@value
 * #DATABASE_URL}, {@value #DATABASE_OWNER_URL} and {@value #REDIS_URL} of the directory.
 */
public final class EmbeddedServers implements AutoCloseable {
  public static final String DATABASE_URL = "database-url";
  public static final String DATABASE_OWNER_URL = "database-owner-url";
  public static final String REDIS_URL = "redis-url";
  private static final Duration STARTUP_TIMEOUT = Duration.ofSeconds(60);

  private final Path directory;
  private final int postgresPort;
  private final int redisPort;
  private final ServerPasswords passwords;
  private PostgresServer postgres;
  private RedisProcess redis;

  private EmbeddedServers(Path directory) throws IOException {
    this.directory = directory;
    this.postgresPort = Ports.findFree();
    this.redisPort = Ports.findFree();
    boolean secured = ServerPasswords.existIn(directory);
    this.passwords = ServerPasswords.in(directory);
    this.postgres =
        PostgresServer.start(postgresDirectory(directory), postgresPort, passwords, secured);
    this.redis = RedisProcess.start(redisDirectory(directory), redisPort, passwords.redis());
    SecretFile.write(directory.resolve(DATABASE_URL), databaseUrl() + "\n");
    SecretFile.write(directory.resolve(DATABASE_OWNER_URL), databaseOwnerUrl() + "\n");
    SecretFile.write(directory.resolve(REDIS_URL), redisUrl() + "\n");
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

  static Path postgresPidFile(Path directory) {
    return postgresDirectory(directory).resolve("postmaster.pid");
  }

  private static Path postgresDirectory(Path directory) {
    return directory.resolve("postgres");
  }

  static Path redisPidFile(Path directory) {
    return RedisProcess.pidFile(redisDirectory(directory));
  }

  private static Path redisDirectory(Path directory) {
    return directory.resolve("redis");
  }

  /** Returns the URL of the database for the service. */
  public String databaseUrl() {
    return databaseUrl(postgresPort);
  }

  /** Returns the URL of the database for the service through another port of this host. */
  public String databaseUrl(int port) {
    return url(PostgresServer.SERVICE, passwords.service(), port);
  }

  /** Returns the URL of the database for the role that owns the tables. */
  public String databaseOwnerUrl() {
    return url(PostgresServer.OWNER, passwords.owner(), postgresPort);
  }

  /** Returns the URL of the database for PostgreSQL's superuser. */
  public String administratorUrl() {
    return url(PostgresServer.ADMINISTRATOR, passwords.administrator(), postgresPort);
  }

  private static String url(String user, String password, int port) {
    return "postgresql://" + user + ":" + password + "@127.0.0.1:" + port + "/postgres";
  }

  public int postgresPort() {
    return postgresPort;
  }

  /** Returns the process id of PostgreSQL's first process. */
  public long postgresPid() throws IOException {
    return Long.parseLong(Files.readAllLines(postgresPidFile(directory)).getFirst().strip());
  }

  public String redisUrl() {
    return "redis://:" + passwords.redis() + "@127.0.0.1:" + redisPort;
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
      Files.deleteIfExists(redisDirectory(directory).resolve("dump.rdb"));
      redis = RedisProcess.start(redisDirectory(directory), redisPort, passwords.redis());
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
      long pid = postgresPid();
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
      postgres = PostgresServer.start(postgresDirectory(directory), postgresPort, passwords, true);
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
