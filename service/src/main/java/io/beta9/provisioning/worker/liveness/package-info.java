/**
 * Finds dead workers and releases their claims to the queue. May use no other subpackage of {@code
 * worker}.
 */
@NullMarked
package io.beta9.provisioning.worker.liveness;

import org.jspecify.annotations.NullMarked;
