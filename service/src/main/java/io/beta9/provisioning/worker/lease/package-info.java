/**
 * The claims of this worker: their leases and whether their operations have to stop. May use no
 * other subpackage of {@code worker}.
 */
@NullMarked
package io.beta9.provisioning.worker.lease;

import org.jspecify.annotations.NullMarked;
