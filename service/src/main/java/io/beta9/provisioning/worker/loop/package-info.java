/**
 * Claims operations, renews leases, and defines the periodic work of a worker. Uses {@code
 * worker.pipeline}, {@code worker.liveness}, {@code worker.admission} and {@code worker.lease}.
 */
@NullMarked
package io.beta9.provisioning.worker.loop;

import org.jspecify.annotations.NullMarked;
