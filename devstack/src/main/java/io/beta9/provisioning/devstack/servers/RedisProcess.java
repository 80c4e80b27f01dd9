package io.beta9.provisioning.devstack.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import redis.embedded.RedisServer;

/** A running Redis with its data in one directory. */
final class RedisProcess {
  /**
   * Redis ignores SIGTERM if it cannot save its data, for example because the disk is full. The
   * data are notifications of work that PostgreSQL contains.
   */
  private static final Duration SAVING_TIMEOUT = Duration.ofSeconds(5);

  private final RedisServer server;
  private final ProcessHandle process;

  private RedisProcess(RedisServer server, ProcessHandle process) {
    this.server = server;
    this.process = process;
  }

  /** Starts Redis on this port of the loopback interface. */
  static RedisProcess start(Path data, int port, String password) throws IOException {
    Files.createDirectories(data);
    // Not with requirepass: the file of the settings is in /tmp, and every user can read it.
    Path users = data.resolve("users.acl");
    SecretFile.write(users, "user default on >" + password + " ~* &* +@all\n");
    RedisServer server =
        RedisServer.newRedisServer()
            .port(port)
            .setting("bind 127.0.0.1")
            .setting(RedisConfiguration.path("dir", data))
            .setting(RedisConfiguration.path("pidfile", pidFile(data)))
            .setting(RedisConfiguration.path("aclfile", users))
            .build();
    server.start();
    long pid = Long.parseLong(Files.readString(pidFile(data)).strip());
    return new RedisProcess(
        server,
        ProcessHandle.of(pid)
            .orElseThrow(() -> new IOException("Redis has ended after its start")));
  }

  static Path pidFile(Path data) {
    return data.resolve("redis.pid");
  }

  /** Stops Redis, which saves its data if it can. */
  void stop() throws IOException {
    process.destroy();
    try {
      process.onExit().orTimeout(SAVING_TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      process.destroyForcibly();
    }
    server.stop();
  }
}
