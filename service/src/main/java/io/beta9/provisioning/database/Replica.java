package io.beta9.provisioning.database;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.format.DurationFormat;
import io.beta9.provisioning.network.ConnectionProblem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A read replica of the database and its state, which is checked once a second. Reads are routed by
 * the result of the last check.
 */
public final class Replica implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Replica.class);
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

  private final HikariDataSource primary;
  private final HikariDataSource replica;
  private final Duration maxLag;
  private final Clock clock;
  private final ReplicaLag replicaLag = new ReplicaLag();
  private final Thread thread;
  private volatile ReplicaObservation last =
      new ReplicaObservation(ReplicaState.UNKNOWN, null, null);
  private volatile boolean stopped;

  /** Whether the replica can serve reads. */
  public enum ReplicaState {
    /** Its lag is within the limit: it serves reads. */
    FRESH,
    /** Its lag exceeds the limit. */
    LAGGING,
    /** It does not respond. */
    UNAVAILABLE,
    /** The server is not a replica: it was promoted, or never was one. */
    NOT_A_REPLICA,
    /** It has not been checked yet, or the position of the primary is unknown. */
    UNKNOWN
  }

  /**
   * The result of a check.
   *
   * @param lag the maximum age of the data that it shows; null if unknown
   * @param replayed the position up to which it has replayed; null if unknown
   * @param problem why it does not respond; null if it does or if it is unknown
   */
  public record ReplicaObservation(
      ReplicaState state,
      @Nullable Duration lag,
      @Nullable Lsn replayed,
      @Nullable ConnectionProblem problem) {
    ReplicaObservation(ReplicaState state, @Nullable Duration lag, @Nullable Lsn replayed) {
      this(state, lag, replayed, null);
    }

    /** Describes the state as the end of a sentence: "the replica is ...". */
    public String description() {
      return switch (state) {
        case FRESH -> "fresh";
        case LAGGING -> lag == null ? "lagging" : DurationFormat.words(lag) + " behind the primary";
        case UNAVAILABLE ->
            problem == null ? "unavailable" : "unavailable: " + problem.description();
        case NOT_A_REPLICA -> "not a replica: DATABASE_READ_URL is the URL of a primary";
        case UNKNOWN -> "in an unknown state";
      };
    }
  }

  /**
   * Creates a replica that is not checked until {@link #start}.
   *
   * @param maxLag the maximum lag up to which it serves reads
   */
  public Replica(HikariDataSource primary, HikariDataSource replica, Duration maxLag, Clock clock) {
    this.primary = primary;
    this.replica = replica;
    this.maxLag = maxLag;
    this.clock = clock;
    this.thread = Thread.ofPlatform().daemon().name("replica-check").unstarted(this::run);
  }

  public void start() {
    check();
    thread.start();
  }

  public ReplicaObservation last() {
    return last;
  }

  HikariDataSource pool() {
    return replica;
  }

  /** Marks it as unavailable until the next check, so that other requests do not wait for it. */
  void markUnavailable() {
    last = new ReplicaObservation(ReplicaState.UNAVAILABLE, null, null);
  }

  /** Checks the state once. */
  public synchronized void check() {
    ReplicaObservation now = observe();
    if (now.state() != last.state()
        || (now.problem() != last.problem() && last.problem() != null)) {
      if (now.state() == ReplicaState.FRESH) {
        log.info("Reads are served by the replica");
      } else {
        log.warn("Reads are served by the primary: the replica is {}", now.description());
      }
    }
    last = now;
  }

  private ReplicaObservation observe() {
    Lsn primaryPosition = position(primary, "select pg_current_wal_flush_lsn()::text");
    Instant now = clock.instant();
    try {
      JdbcClient jdbc = JdbcClient.create(replica);
      if (!jdbc.sql("select pg_is_in_recovery()").query(Boolean.class).single()) {
        return new ReplicaObservation(ReplicaState.NOT_A_REPLICA, null, null);
      }
      Lsn replayed =
          jdbc.sql("select pg_last_wal_replay_lsn()::text")
              .query(String.class)
              .optional()
              .flatMap(Lsn::parse)
              .orElse(null);
      if (primaryPosition == null || replayed == null) {
        return new ReplicaObservation(ReplicaState.UNKNOWN, null, replayed);
      }
      replicaLag.recordPrimary(primaryPosition, now);
      Duration lag = replicaLag.of(replayed, now);
      return new ReplicaObservation(
          lag != null && lag.compareTo(maxLag) <= 0 ? ReplicaState.FRESH : ReplicaState.LAGGING,
          lag,
          replayed);
    } catch (DataAccessException e) {
      log.debug("The replica does not respond: {}", e.getMessage());
      return new ReplicaObservation(ReplicaState.UNAVAILABLE, null, null, ConnectionProblem.of(e));
    }
  }

  /** Queries the position up to which it has replayed; null if it does not respond. */
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
      log.debug("Could not query the WAL position: {}", e.getMessage());
      return null;
    }
  }

  private void run() {
    while (!stopped) {
      try {
        Thread.sleep(CHECK_INTERVAL);
        check();
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
