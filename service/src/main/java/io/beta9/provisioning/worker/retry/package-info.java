/**
 * When a worker repeats what failed: a step after a pause ({@code RetryPolicy}), and a transaction
 * while the database is unavailable ({@code RetryingTransactions}). May use no other subpackage of
 * {@code worker}.
 */
@NullMarked
package io.beta9.provisioning.worker.retry;

import org.jspecify.annotations.NullMarked;
