package io.beta9.provisioning.worker.loop;

import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.WorkNotifier;
import io.beta9.provisioning.worker.admission.ClaimAdmission;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Claims operations from the database: when a notification arrives, and periodically without one.
 */
public final class QueuePoller implements ClaimSource {
  private static final Logger log = LoggerFactory.getLogger(QueuePoller.class);

  /** The longest time between two polls while notifications are available. */
  static final Duration POLL_INTERVAL_NOTIFIED = Duration.ofSeconds(5);

  /** The time between two polls without notifications: bounds the delay of a claim. */
  static final Duration POLL_INTERVAL_UNAVAILABLE = Duration.ofMillis(150);

  static final Duration DATABASE_RETRY_PAUSE = Duration.ofSeconds(1);

  /** The time between two checks of whether this host admits another operation. */
  static final Duration ADMISSION_RETRY_PAUSE = Duration.ofSeconds(1);

  private final String worker;
  private final OperationRepository operations;
  private final WorkNotifier notifier;
  private final ClaimAdmission admission;
  private final Sleeper sleeper;

  public QueuePoller(
      String worker,
      OperationRepository operations,
      WorkNotifier notifier,
      ClaimAdmission admission,
      Sleeper sleeper) {
    this.worker = worker;
    this.operations = operations;
    this.notifier = notifier;
    this.admission = admission;
    this.sleeper = sleeper;
  }

  @Override
  public Optional<Claim> next(int running) throws InterruptedException {
    if (!admission.admits(running)) {
      // Notifications are left to workers that can claim.
      sleeper.sleep(ADMISSION_RETRY_PAUSE);
      return Optional.empty();
    }
    try {
      Optional<Claim> claim = operations.claimNext(worker);
      if (claim.isPresent()) {
        return claim;
      }
    } catch (DataAccessException | TransactionException e) {
      log.warn("The database is unavailable; polling again: {}", e.getMessage());
      sleeper.sleep(DATABASE_RETRY_PAUSE);
      return Optional.empty();
    }
    switch (notifier.await(POLL_INTERVAL_NOTIFIED)) {
      case NOTIFIED, TIMED_OUT -> {}
      case UNAVAILABLE -> sleeper.sleep(POLL_INTERVAL_UNAVAILABLE);
    }
    return Optional.empty();
  }
}
