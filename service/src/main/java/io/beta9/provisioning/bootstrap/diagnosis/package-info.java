/**
 * Determines why nodes or workloads of a cluster are not ready, and what differs from what was
 * installed. May use {@code bootstrap.cluster}, {@code bootstrap.drift}, {@code bootstrap.helm}.
 */
@NullMarked
package io.beta9.provisioning.bootstrap.diagnosis;

import org.jspecify.annotations.NullMarked;
