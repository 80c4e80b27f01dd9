package io.beta9.provisioning.worker.liveness;

import io.beta9.provisioning.operation.ClaimRepository;
import io.beta9.provisioning.operation.ClaimRepository.ClaimOwner;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.worker.pipeline.ClaimReleaser;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.TransactionException;

/**
 * Watches the claims of others, over a connection of its own that it never changes while it
 * watches, and puts back into the queue what the dead held. Two things must come together: it has
 * itself seen the owner stand still ({@link HeartbeatMonitor}), and the owner is proved dead
 * ({@link Coroner}).
 */
public final class Takeovers implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Takeovers.class);

  /** How long an owner must be seen to stand still before anybody asks whether it is dead. */
  static final Duration STILLNESS = Duration.ofSeconds(20);

  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration LONGEST_GAP = Duration.ofSeconds(8);

  private final WorkerRepository.Identity self;
  private final DataSource database;
  private final OwnerLivenessChecker coroner;
  private final ClaimReleaser releases;
  private final LongSupplier nanos;
  private final HeartbeatMonitor watch = new HeartbeatMonitor(STILLNESS, LONGEST_GAP);
  private final Thread thread = Thread.ofPlatform().daemon().name("takeovers").unstarted(this::run);
  private @Nullable Connection line;
  private volatile boolean stopped;

  /**
   * @param nanos a clock that only runs forward, in nanoseconds
   */
  public Takeovers(
      WorkerRepository.Identity self,
      DataSource database,
      OwnerLivenessChecker coroner,
      ClaimReleaser releases,
      LongSupplier nanos) {
    this.self = self;
    this.database = database;
    this.coroner = coroner;
    this.releases = releases;
    this.nanos = nanos;
  }

  public void start() {
    thread.start();
  }

  /**
   * Releases at once what former workers of this very place held: that their process is gone needs
   * no watching, as nobody can be merely out of sight here.
   */
  public void fromPredecessors() {
    for (ClaimOwner owner : lookForOthers()) {
      coroner.fromHere(owner).ifPresent(proof -> release(owner, proof));
    }
  }

  /** One look at all who hold claims. */
  void look() {
    long at = nanos.getAsLong();
    List<ClaimOwner> owners = lookForOthers();
    List<HeartbeatMonitor.SilentWorker> suspects =
        watch.looked(
            at,
            owners.stream()
                .map(
                    owner ->
                        new HeartbeatMonitor.HeartbeatObservation(
                            owner.worker().id(), owner.renewals()))
                .toList());
    for (ClaimOwner owner : owners) {
      if (owner.saidItStopped()) {
        release(owner, new TerminationEvidence.SaidSo());
        continue;
      }
      Optional<HeartbeatMonitor.SilentWorker> suspect =
          suspects.stream().filter(s -> s.worker().equals(owner.worker().id())).findFirst();
      suspect
          .flatMap(s -> coroner.examine(owner, s.still()))
          .ifPresent(proof -> release(owner, proof));
    }
  }

  private List<ClaimOwner> lookForOthers() {
    Connection open = line;
    try {
      if (open == null) {
        open = database.getConnection();
        line = open;
      }
      return new ClaimRepository(JdbcClient.create(new SingleConnectionDataSource(open, true)))
          .owners().stream().filter(owner -> !owner.worker().id().equals(self.id())).toList();
    } catch (SQLException e) {
      lookFailed();
      throw new org.springframework.jdbc.CannotGetJdbcConnectionException("no look at claims", e);
    } catch (DataAccessException e) {
      lookFailed();
      throw e;
    }
  }

  private void lookFailed() {
    watch.lookFailed();
    Connection broken = line;
    line = null;
    if (broken != null) {
      try {
        broken.close();
      } catch (SQLException e) {
        log.debug("A broken connection could not be closed: {}", e.getMessage());
      }
    }
  }

  private void release(ClaimOwner owner, TerminationEvidence proof) {
    int released = releases.ofDead(owner, proof);
    if (released > 0) {
      log.warn(
          "Worker {} is dead ({}); {} of its operations go back into the queue",
          owner.worker().id(),
          proof.words(),
          released);
    }
  }

  private void run() {
    while (!stopped) {
      try {
        look();
      } catch (DataAccessException | TransactionException e) {
        watch.lookFailed();
        log.warn("The claims of others could not be looked at: {}", e.getMessage());
      }
      try {
        Thread.sleep(LOOK);
      } catch (InterruptedException e) {
        break;
      }
    }
    lookFailed();
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
  }
}
