package io.beta9.provisioning.worker.liveness;

import io.beta9.provisioning.operation.ClaimRepository;
import io.beta9.provisioning.operation.ClaimRepository.ClaimOwner;
import io.beta9.provisioning.operation.ClaimRepository.Heartbeat;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.operation.TerminationEvidence;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.TransactionException;

/**
 * Observes the workers that hold claims and releases the claims of dead ones to the queue. Two
 * conditions must hold: this worker has itself observed that the owner stopped renewing ({@link
 * HeartbeatMonitor}), and there is evidence that the owner is dead ({@link OwnerLivenessChecker}).
 *
 * <p>Runs on a thread and a database connection of its own instead of a shared scheduler: a delayed
 * observation or an exchanged connection restarts the observation period and delays takeovers.
 */
public final class Takeovers implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Takeovers.class);

  /** How long an owner must have been observed without a renewal before it is checked. */
  static final Duration MIN_SILENCE = Duration.ofSeconds(20);

  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(2);
  private static final Duration MAX_GAP = Duration.ofSeconds(8);

  private final RegisteredWorker self;
  private final DataSource database;
  private final OwnerLivenessChecker livenessChecker;
  private final ClaimReleaser releaser;
  private final LongSupplier nanos;
  private final TakeoverMetrics metrics;
  private final HeartbeatMonitor heartbeats = new HeartbeatMonitor(MIN_SILENCE, MAX_GAP);
  private final Thread thread = Thread.ofPlatform().daemon().name("takeovers").unstarted(this::run);
  private @Nullable Connection connection;
  private volatile boolean stopped;

  /**
   * @param nanos a monotonic clock, in nanoseconds
   */
  public Takeovers(
      RegisteredWorker self,
      DataSource database,
      OwnerLivenessChecker livenessChecker,
      ClaimReleaser releaser,
      TakeoverMetrics metrics,
      LongSupplier nanos) {
    this.self = self;
    this.database = database;
    this.livenessChecker = livenessChecker;
    this.releaser = releaser;
    this.metrics = metrics;
    this.nanos = nanos;
  }

  public void start() {
    thread.start();
  }

  /**
   * Releases the claims of previous workers of this host immediately: that their processes have
   * ended is certain without observation.
   */
  public void takeOverFromPredecessors() {
    for (ClaimOwner owner : owners(others())) {
      livenessChecker.localEvidence(owner).ifPresent(evidence -> release(owner, evidence));
    }
  }

  /** Checks all other owners of claims once. */
  void check() {
    long now = nanos.getAsLong();
    List<Heartbeat> others = others();
    Map<String, Duration> silence = new HashMap<>();
    for (HeartbeatMonitor.SilentWorker silent :
        heartbeats.observe(
            now,
            others.stream()
                .map(
                    other ->
                        new HeartbeatMonitor.HeartbeatObservation(other.worker(), other.renewals()))
                .toList())) {
      silence.put(silent.worker(), silent.silence());
    }
    List<Heartbeat> suspects =
        others.stream()
            .filter(other -> other.hasStopped() || silence.containsKey(other.worker()))
            .toList();
    if (suspects.isEmpty()) {
      return;
    }
    for (ClaimOwner owner : owners(suspects)) {
      if (owner.hasStopped()) {
        release(owner, new TerminationEvidence.ReportedStopped());
        continue;
      }
      Optional.ofNullable(silence.get(owner.worker().id()))
          .flatMap(silent -> livenessChecker.check(owner, silent))
          .ifPresent(evidence -> release(owner, evidence));
    }
  }

  private List<Heartbeat> others() {
    return query(
        claims ->
            claims.heartbeats().stream()
                .filter(other -> !other.worker().equals(self.id()))
                .toList());
  }

  private List<ClaimOwner> owners(List<Heartbeat> observed) {
    return query(claims -> claims.unchangedOwners(observed));
  }

  private <T> T query(Function<ClaimRepository, T> query) {
    Connection open = connection;
    try {
      if (open == null) {
        open = database.getConnection();
        connection = open;
      }
      return query.apply(
          new ClaimRepository(JdbcClient.create(new SingleConnectionDataSource(open, true))));
    } catch (SQLException e) {
      // Nothing to reset: the observation ended with the previous connection.
      throw new CannotGetJdbcConnectionException("no connection to observe claims", e);
    } catch (DataAccessException e) {
      resetObservation();
      throw e;
    }
  }

  private void resetObservation() {
    heartbeats.reset();
    Connection broken = connection;
    connection = null;
    if (broken != null) {
      try {
        broken.close();
      } catch (SQLException e) {
        log.debug("A broken connection could not be closed: {}", e.getMessage());
      }
    }
  }

  private void release(ClaimOwner owner, TerminationEvidence evidence) {
    int released = releaser.releaseDead(owner, evidence);
    if (released > 0) {
      metrics.released(evidence, released);
      log.warn(
          "Worker {} is dead ({}); released {} of its operations to the queue",
          owner.worker().id(),
          evidence.code(),
          released);
    }
  }

  /** Checks once; a failure of the database restarts the observation period of all workers. */
  public void checkOrRestart() {
    try {
      check();
    } catch (DataAccessException | TransactionException e) {
      heartbeats.reset();
      log.warn("Checking the owners of claims failed: {}", e.getMessage());
    }
  }

  private void run() {
    while (!stopped) {
      checkOrRestart();
      try {
        Thread.sleep(CHECK_INTERVAL);
      } catch (InterruptedException e) {
        break;
      }
    }
    resetObservation();
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
  }
}
