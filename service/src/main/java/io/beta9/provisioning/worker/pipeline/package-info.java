/**
 * Executes the steps of a claimed operation: fenced writes, retries, progress and cancellation, and
 * the roles through which steps use the database. Knows the interface of the steps, not the steps
 * themselves ({@code worker.steps}). May use {@code worker.admission}, {@code worker.delay}, {@code
 * worker.lease}, {@code worker.retry}, {@code worker.role}.
 */
@NullMarked
package io.beta9.provisioning.worker.pipeline;

import org.jspecify.annotations.NullMarked;
