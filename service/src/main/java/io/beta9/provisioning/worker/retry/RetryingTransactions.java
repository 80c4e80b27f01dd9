package io.beta9.provisioning.worker.retry;

import io.beta9.provisioning.database.StandbyDetector;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Executes transactions and queries of a worker, and repeats them while the database is
 * unavailable: an apply of twenty minutes must not fail because of a failover of one minute. A
 * write is repeated if the result of its commit is unknown; every write is idempotent except that
 * an event may be duplicated.
 */
public final class RetryingTransactions {
  private static final Logger log = LoggerFactory.getLogger(RetryingTransactions.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final TransactionTemplate transactions;
  private final Clock clock;
  private final Duration maxOutage;

  /**
   * @param maxOutage how long the database may be unavailable before the exception is thrown
   */
  public RetryingTransactions(TransactionTemplate transactions, Clock clock, Duration maxOutage) {
    this.transactions = transactions;
    this.clock = clock;
    this.maxOutage = maxOutage;
  }

  /** Executes the write in a transaction; repeats it while the database is unavailable. */
  public void write(Runnable write) {
    read(
        () -> {
          transactions.executeWithoutResult(status -> write.run());
          return true;
        });
  }

  /** Executes the query; repeats it while the database is unavailable. */
  public <T> T read(Supplier<T> query) {
    Instant end = clock.instant().plus(maxOutage);
    for (boolean logged = false; ; logged = true) {
      try {
        return query.get();
      } catch (RuntimeException e) {
        // The exceptions of an unavailable database have no common type.
        if (!isDatabaseUnavailable(e)) {
          throw e;
        }
        if (clock.instant().isAfter(end)) {
          throw e;
        }
        if (!logged) {
          log.warn("The database is unavailable; the operation continues and retries its writes");
        }
        pause();
      }
    }
  }

  /**
   * Returns whether the exception means that the database is unavailable rather than that it
   * rejected the statement. A server in recovery is unavailable for writes.
   */
  public static boolean isDatabaseUnavailable(RuntimeException e) {
    return e instanceof DataAccessResourceFailureException
        || e instanceof RecoverableDataAccessException
        || e instanceof TransientDataAccessException
        || e instanceof CannotCreateTransactionException
        || e instanceof TransactionSystemException
        || StandbyDetector.isCauseOf(e);
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the database was unavailable", e);
    }
  }
}
