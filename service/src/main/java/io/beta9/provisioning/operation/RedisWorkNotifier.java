package io.beta9.provisioning.operation;

import io.beta9.provisioning.network.ConnectionProblem;
import io.beta9.provisioning.network.OutageLog;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notifies workers through the Redis list {@code provisioning:jobs}. */
public final class RedisWorkNotifier implements WorkNotifier {
  /** Used by operators: {@code redis-cli LLEN provisioning:jobs}. */
  public static final String KEY = "provisioning:jobs";

  private static final Logger log = LoggerFactory.getLogger(RedisWorkNotifier.class);
  private static final Duration COMMAND_TIMEOUT = Duration.ofMillis(500);
  private static final Duration RECONNECT_PAUSE = Duration.ofSeconds(1);

  private final OutageLog outages =
      new OutageLog(
          log,
          "Redis is unavailable; workers poll the database",
          "Redis is available again; operations are published to " + KEY);
  private final RedisClient client;
  private final Clock clock;
  private final RedisConnection commands = new RedisConnection();
  private final RedisConnection blocking = new RedisConnection();
  private volatile boolean closed;

  public RedisWorkNotifier(RedisURI uri, Clock clock) {
    this(uri, SslOptions.create(), clock);
  }

  /**
   * @param ssl how the certificate of the server is verified, if the URI uses TLS
   */
  public RedisWorkNotifier(RedisURI uri, SslOptions ssl, Clock clock) {
    this.clock = clock;
    uri.setTimeout(COMMAND_TIMEOUT);
    client = RedisClient.create(uri);
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(false)
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .sslOptions(ssl)
            .socketOptions(SocketOptions.builder().connectTimeout(COMMAND_TIMEOUT).build())
            // A blocking read takes longer than a command; it sends its own timeout.
            .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
            .build());
  }

  @Override
  public void publish(OperationId operation) {
    commands.execute(connection -> connection.sync().rpush(KEY, operation.value()));
  }

  @Override
  public NotificationResult await(Duration atMost) throws InterruptedException {
    StatefulRedisConnection<String, String> connection = blocking.connection();
    if (connection == null) {
      return NotificationResult.UNAVAILABLE;
    }
    try {
      connection.setTimeout(atMost.plus(COMMAND_TIMEOUT));
      boolean notified = connection.sync().blpop(atMost.toMillis() / 1000.0, KEY) != null;
      return notified ? NotificationResult.NOTIFIED : NotificationResult.TIMED_OUT;
    } catch (RedisException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while waiting for a notification");
      }
      blocking.discard(e);
      return NotificationResult.UNAVAILABLE;
    }
  }

  @Override
  public void synchronize(List<OperationId> due) {
    commands.execute(
        connection -> {
          Set<String> missing = new HashSet<>();
          due.forEach(id -> missing.add(id.value()));
          for (String id : connection.sync().lrange(KEY, 0, -1)) {
            if (!missing.remove(id)) { // not due, or a duplicate
              connection.sync().lrem(KEY, -1, id);
            }
          }
          for (OperationId id : due) {
            if (missing.contains(id.value())) {
              connection.sync().rpush(KEY, id.value());
            }
          }
        });
  }

  @Override
  public boolean isAvailable() {
    boolean[] answered = {false};
    commands.execute(connection -> answered[0] = "PONG".equals(connection.sync().ping()));
    return answered[0];
  }

  @Override
  public Optional<ConnectionProblem> problem() {
    return isAvailable()
        ? Optional.empty()
        : Optional.of(outages.problem().orElse(ConnectionProblem.OTHER));
  }

  @Override
  public void close() {
    closed = true;
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }

  private interface RedisCommand {
    void run(StatefulRedisConnection<String, String> connection);
  }

  /** One connection, opened on first use; after it is lost, reconnects are rate-limited. */
  private final class RedisConnection {
    private @Nullable StatefulRedisConnection<String, String> connection;
    private Instant notBefore = Instant.MIN;

    synchronized @Nullable StatefulRedisConnection<String, String> connection() {
      if (connection != null && connection.isOpen()) {
        return connection;
      }
      if (closed || clock.instant().isBefore(notBefore)) {
        return null;
      }
      try {
        connection = client.connect();
        outages.succeeded();
        log.debug("Connected to Redis; operations are published to {}", KEY);
        return connection;
      } catch (RedisException e) {
        discard(e);
        return null;
      }
    }

    void execute(RedisCommand command) {
      StatefulRedisConnection<String, String> open = connection();
      if (open == null) {
        return;
      }
      try {
        command.run(open);
      } catch (RedisException e) {
        discard(e);
      }
    }

    synchronized void discard(RedisException cause) {
      notBefore = clock.instant().plus(RECONNECT_PAUSE);
      if (connection != null) {
        connection.closeAsync();
        connection = null;
      }
      if (!closed) {
        outages.failed(cause);
      }
    }
  }
}
