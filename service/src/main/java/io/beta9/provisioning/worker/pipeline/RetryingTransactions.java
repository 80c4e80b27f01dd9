package io.beta9.provisioning.worker.pipeline;

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
 * Transactions of a worker that outlast a database's absence: an apply that runs for twenty minutes
 * must not fail because the database failed over for one. A write whose commit was not answered is
 * made again; each of them, made twice, leaves what it leaves when made once, or an event too many.
 */
public final class RetryingTransactions {
  private static final Logger log = LoggerFactory.getLogger(RetryingTransactions.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final TransactionTemplate transactions;
  private final Clock clock;
  private final Duration patience;

  /**
   * @param patience how long the database may be away: as long as a worker's promise holds
   */
  RetryingTransactions(TransactionTemplate transactions, Clock clock, Duration patience) {
    this.transactions = transactions;
    this.clock = clock;
    this.patience = patience;
  }

  /** Carries out the write in a transaction, again and again while the database is out of reach. */
  void write(Runnable write) {
    ask(
        () -> {
          transactions.executeWithoutResult(status -> write.run());
          return true;
        });
  }

  /** Asks the database, again and again while it is out of reach. */
  <T> T ask(Supplier<T> question) {
    Instant giveUp = clock.instant().plus(patience);
    for (boolean told = false; ; told = true) {
      try {
        return question.get();
      } catch (RuntimeException e) {
        if (!isAbsence(e)) {
          throw e;
        }
        if (clock.instant().isAfter(giveUp)) {
          throw e;
        }
        if (!told) {
          log.warn("The database is out of reach; the work goes on and waits with its report");
        }
        pause();
      }
    }
  }

  /**
   * Whether an exception says that the database is out of reach, rather than that it refuses. A
   * server that has become a standby is out of reach for whoever writes.
   */
  public static boolean isAbsence(RuntimeException e) {
    return e instanceof DataAccessResourceFailureException
        || e instanceof RecoverableDataAccessException
        || e instanceof TransientDataAccessException
        || e instanceof CannotCreateTransactionException
        || e instanceof TransactionSystemException
        || StandbyDetector.shownBy(e);
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the database was out of reach", e);
    }
  }
}
