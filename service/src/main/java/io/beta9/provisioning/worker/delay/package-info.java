/**
 * Reports what an operation waits for, for how long, and why that takes longer than usual. May use
 * {@code worker.role}.
 */
@NullMarked
package io.beta9.provisioning.worker.delay;

import org.jspecify.annotations.NullMarked;
