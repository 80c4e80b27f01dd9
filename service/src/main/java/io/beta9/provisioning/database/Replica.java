package io.beta9.provisioning.database;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A replica of the database, and whether it is good to read from. It is looked at once a second;
 * between two looks the last one counts.
 */
public final class Replica implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Replica.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final HikariDataSource primary;
  private final HikariDataSource replica;
  private final Duration mostLag;
  private final Clock clock;
  private final ReplicaLag lag = new ReplicaLag();
  private final Thread thread;
  private volatile ReplicaObservation last =
      new ReplicaObservation(ReplicaState.UNKNOWN, null, null);
  private volatile boolean stopped;

  /** Whether it is good to read from. */
  public enum ReplicaState {
    /** It shows what the primary has, or nearly. */
    FRESH,
    /** It is further behind than it may be. */
    LAGGING,
    /** It does not answer. */
    AWAY,
    /** It is no replica: promoted, or never one. */
    NO_REPLICA,
    /** It has not been looked at yet, or the primary does not say where it is. */
    UNKNOWN
  }

  /**
   * What was seen.
   *
   * @param lag how old what it shows is at the most
   * @param replayed up to where it shows what the primary wrote
   */
  public record ReplicaObservation(
      ReplicaState state, @Nullable Duration lag, @Nullable Lsn replayed) {}

  /**
   * Makes one that is not looked at yet.
   *
   * @param mostLag how old what it shows may be
   */
  public Replica(
      HikariDataSource primary, HikariDataSource replica, Duration mostLag, Clock clock) {
    this.primary = primary;
    this.replica = replica;
    this.mostLag = mostLag;
    this.clock = clock;
    this.thread = Thread.ofPlatform().daemon().name("replica-watch").unstarted(this::run);
  }

  public void start() {
    look();
    thread.start();
  }

  public ReplicaObservation last() {
    return last;
  }

  HikariDataSource pool() {
    return replica;
  }

  /** It did not answer somebody: nobody else has to wait for that until the next look. */
  void missed() {
    last = new ReplicaObservation(ReplicaState.AWAY, null, null);
  }

  /** One look. */
  public synchronized void look() {
    ReplicaObservation now = seen();
    if (now.state() != last.state()) {
      if (now.state() == ReplicaState.FRESH) {
        log.info("Reads are served by the replica");
      } else {
        log.warn("Reads are served by the primary: the replica is {}", words(now));
      }
    }
    last = now;
  }

  private static String words(ReplicaObservation look) {
    return switch (look.state()) {
      case FRESH -> "fresh";
      case LAGGING -> look.lag() == null ? "behind" : look.lag().toSeconds() + " s behind";
      case AWAY -> "away";
      case NO_REPLICA -> "no replica of anything: DATABASE_READ_URL leads to a primary";
      case UNKNOWN -> "not known to be fresh";
    };
  }

  private ReplicaObservation seen() {
    Lsn written = position(primary, "select pg_current_wal_flush_lsn()::text");
    Instant now = clock.instant();
    try {
      JdbcClient there = JdbcClient.create(replica);
      if (!there.sql("select pg_is_in_recovery()").query(Boolean.class).single()) {
        return new ReplicaObservation(ReplicaState.NO_REPLICA, null, null);
      }
      Lsn replayed =
          there
              .sql("select pg_last_wal_replay_lsn()::text")
              .query(String.class)
              .optional()
              .flatMap(Lsn::parse)
              .orElse(null);
      if (written == null || replayed == null) {
        return new ReplicaObservation(ReplicaState.UNKNOWN, null, replayed);
      }
      lag.primaryAt(written, now);
      Duration behind = lag.of(replayed, now);
      return new ReplicaObservation(
          behind != null && behind.compareTo(mostLag) <= 0
              ? ReplicaState.FRESH
              : ReplicaState.LAGGING,
          behind,
          replayed);
    } catch (DataAccessException e) {
      log.debug("The replica does not answer: {}", e.getMessage());
      return new ReplicaObservation(ReplicaState.AWAY, null, null);
    }
  }

  /** Up to where it shows the primary's writes at this moment; null where it does not say. */
  @Nullable Lsn replayed() {
    return position(replica, "select pg_last_wal_replay_lsn()::text");
  }

  private static @Nullable Lsn position(HikariDataSource pool, String sql) {
    try {
      return JdbcClient.create(pool)
          .sql(sql)
          .query(String.class)
          .optional()
          .flatMap(Lsn::parse)
          .orElse(null);
    } catch (DataAccessException e) {
      log.debug("A server does not say where it is: {}", e.getMessage());
      return null;
    }
  }

  private void run() {
    while (!stopped) {
      try {
        Thread.sleep(PAUSE);
        look();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
    replica.close();
  }
}
