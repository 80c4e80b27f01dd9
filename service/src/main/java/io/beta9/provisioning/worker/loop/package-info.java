/**
 * Claims operations, renews leases, and defines the periodic work of a worker. May use {@code
 * worker.admission}, {@code worker.lease}, {@code worker.liveness}, {@code worker.pipeline}, {@code
 * worker.role}, {@code worker.retry}.
 */
@NullMarked
package io.beta9.provisioning.worker.loop;

import org.jspecify.annotations.NullMarked;
