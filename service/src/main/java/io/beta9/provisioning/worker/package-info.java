/**
 * Executes operations. {@code lease} holds the state of this worker's claims, {@code liveness}
 * releases the claims of dead workers, {@code role} holds what a step may use, {@code retry}
 * repeats what failed, {@code pipeline} executes steps, {@code steps} defines them, and {@code
 * loop} claims operations. The subpackages are free of cycles.
 */
@NullMarked
package io.beta9.provisioning.worker;

import org.jspecify.annotations.NullMarked;
