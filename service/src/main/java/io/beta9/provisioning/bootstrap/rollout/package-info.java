/**
 * Waits for nodes and workloads; uses the diagnosis when they do not become ready. May use {@code
 * bootstrap.cluster}, {@code bootstrap.diagnosis}.
 */
@NullMarked
package io.beta9.provisioning.bootstrap.rollout;

import org.jspecify.annotations.NullMarked;
