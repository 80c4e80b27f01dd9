package io.beta9.provisioning.operation;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Redis list {@code provisioning:jobs}: ids go in at the right and come out at the left. */
public final class RedisWorkNotifier implements WorkNotifier {
  /** The name that operators have in their fingers: {@code redis-cli LLEN provisioning:jobs}. */
  public static final String KEY = "provisioning:jobs";

  private static final Logger log = LoggerFactory.getLogger(RedisWorkNotifier.class);
  private static final Duration COMMAND_TIMEOUT = Duration.ofMillis(500);
  private static final Duration RECONNECT_PAUSE = Duration.ofSeconds(1);

  private final RedisClient client;
  private final Clock clock;
  private final RedisConnection speaking = new RedisConnection();
  private final RedisConnection listening = new RedisConnection();
  private volatile boolean closed;

  public RedisWorkNotifier(RedisURI uri, Clock clock) {
    this.clock = clock;
    uri.setTimeout(COMMAND_TIMEOUT);
    client = RedisClient.create(uri);
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(false)
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .socketOptions(SocketOptions.builder().connectTimeout(COMMAND_TIMEOUT).build())
            // A blocking read needs longer than a command: its own bound is the one it sends.
            .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
            .build());
  }

  @Override
  public void ring(OperationId operation) {
    speaking.say(connection -> connection.sync().rpush(KEY, operation.value()));
  }

  @Override
  public NotificationResult listen(Duration atMost) throws InterruptedException {
    StatefulRedisConnection<String, String> connection = listening.connection();
    if (connection == null) {
      return NotificationResult.NOTHING;
    }
    try {
      connection.setTimeout(atMost.plus(COMMAND_TIMEOUT));
      boolean rung = connection.sync().blpop(atMost.toMillis() / 1000.0, KEY) != null;
      return rung ? NotificationResult.RING : NotificationResult.SILENCE;
    } catch (RedisException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while listening");
      }
      listening.lost(e);
      return NotificationResult.NOTHING;
    }
  }

  @Override
  public void set(List<OperationId> due) {
    speaking.say(
        connection -> {
          Set<String> missing = new HashSet<>();
          due.forEach(id -> missing.add(id.value()));
          Set<String> seen = new HashSet<>();
          for (String there : connection.sync().lrange(KEY, 0, -1)) {
            if (!missing.remove(there) || !seen.add(there)) {
              connection.sync().lrem(KEY, -1, there);
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
  public boolean reachable() {
    boolean[] answered = {false};
    speaking.say(connection -> answered[0] = "PONG".equals(connection.sync().ping()));
    return answered[0];
  }

  @Override
  public void close() {
    closed = true;
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }

  private interface Word {
    void to(StatefulRedisConnection<String, String> connection);
  }

  /** One connection that is made when it is needed, and not tried again at every call when lost. */
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
        log.info("Redis is within reach: operations are announced through {}", KEY);
        return connection;
      } catch (RedisException e) {
        lost(e);
        return null;
      }
    }

    void say(Word word) {
      StatefulRedisConnection<String, String> to = connection();
      if (to == null) {
        return;
      }
      try {
        word.to(to);
      } catch (RedisException e) {
        lost(e);
      }
    }

    synchronized void lost(RedisException cause) {
      notBefore = clock.instant().plus(RECONNECT_PAUSE);
      if (connection != null) {
        connection.closeAsync();
        connection = null;
        if (!closed) {
          log.warn(
              "Redis is out of reach, workers look into the database instead: {}",
              String.valueOf(cause.getMessage()));
        }
      }
    }
  }
}
