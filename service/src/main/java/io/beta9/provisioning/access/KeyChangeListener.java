package io.beta9.provisioning.access;

import io.beta9.provisioning.database.DatabaseConnector;
import io.beta9.provisioning.network.ConnectionProblem;
import io.beta9.provisioning.network.OutageLog;
import io.beta9.provisioning.settings.server.DatabaseUrl;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports changes of keys by any process to the {@link KeyCache}, with PostgreSQL's LISTEN on a
 * connection of its own. While the connection is lost, nothing is cached.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-listen.html">LISTEN</a>
 */
public final class KeyChangeListener implements AutoCloseable {
  /** The channel; the payload is the id of the key. */
  static final String CHANNEL = "api_key_changes";

  private static final Logger log = LoggerFactory.getLogger(KeyChangeListener.class);
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
  private static final Duration RECONNECT_INTERVAL = Duration.ofSeconds(1);

  private final OutageLog outages =
      new OutageLog(
          log,
          "Changes of API keys are not reported, so keys are not cached",
          "Changes of API keys are reported again");
  private final DatabaseConnector connector;
  private final KeyCache cache;
  private final Thread thread;
  private volatile boolean stopped;

  public KeyChangeListener(DatabaseUrl url, KeyCache cache) {
    this.connector =
        new DatabaseConnector(
            url,
            Map.of(
                "ApplicationName", "beta9-provisioning key changes",
                "connectTimeout", "2",
                "tcpKeepAlive", "true"));
    this.cache = cache;
    this.thread = Thread.ofPlatform().daemon().name("key-changes").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    while (!stopped) {
      try (Connection connection = connector.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("listen " + CHANNEL);
        cache.enable();
        outages.succeeded();
        PGConnection notifications = connection.unwrap(PGConnection.class);
        while (!stopped) {
          for (PGNotification change :
              notifications.getNotifications((int) POLL_INTERVAL.toMillis())) {
            cache.remove(change.getParameter());
          }
        }
      } catch (SQLException e) {
        if (!stopped) {
          outages.failed(e);
        }
      } finally {
        cache.disable();
      }
      pause();
    }
  }

  /** Returns why changes are not reported; empty if they are. */
  public Optional<ConnectionProblem> problem() {
    return outages.problem();
  }

  private void pause() {
    try {
      if (!stopped) {
        Thread.sleep(RECONNECT_INTERVAL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped = true;
    }
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
  }
}
