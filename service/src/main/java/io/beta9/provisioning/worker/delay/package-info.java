/**
 * Reports what an operation waits for, for how long, and why that takes longer than usual. May use
 * no other subpackage of {@code worker}.
 */
@NullMarked
package io.beta9.provisioning.worker.delay;

import org.jspecify.annotations.NullMarked;
