package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimLostException;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.worker.retry.RetryingTransactions;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Executes a worker's writes in transactions that lock the row of the claim. As soon as a newer
 * claim exists, no write of the older one is committed.
 */
public final class FencedWriter {
  /**
   * Equals the lease term: after it, a worker that cannot renew stops its child processes anyway.
   */
  private static final Duration MAX_OUTAGE = LeasePolicy.STANDARD.term();

  private final RetryingTransactions transactions;
  private final OperationRepository operations;

  public FencedWriter(
      TransactionTemplate transactions, Clock clock, OperationRepository operations) {
    this.transactions = new RetryingTransactions(transactions, clock, MAX_OUTAGE);
    this.operations = operations;
  }

  /**
   * Executes the write in a transaction that holds the claim; repeats it while the database is
   * unavailable.
   *
   * @throws ClaimLostException if the claim is no longer in force; nothing is written then
   */
  void write(Claim claim, Runnable write) {
    transactions.write(
        () -> {
          operations.lockClaim(claim);
          write.run();
        });
  }

  /** Executes a query; repeats it while the database is unavailable. */
  <T> T read(Supplier<T> query) {
    return transactions.read(query);
  }
}
