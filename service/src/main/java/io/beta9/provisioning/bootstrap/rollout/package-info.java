/**
 * Waits for nodes and workloads; uses the diagnosis when they do not become ready.
 *
 * <p>May use: bootstrap.cluster, bootstrap.diagnosis, and the packages below {@code bootstrap}.
 */
@NullMarked
package io.beta9.provisioning.bootstrap.rollout;

import org.jspecify.annotations.NullMarked;
