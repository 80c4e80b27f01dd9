/**
 * Determines why nodes or workloads of a cluster are not ready. May use {@code bootstrap.cluster}.
 */
@NullMarked
package io.beta9.provisioning.bootstrap.diagnosis;

import org.jspecify.annotations.NullMarked;
