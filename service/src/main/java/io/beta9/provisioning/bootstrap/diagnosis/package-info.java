/**
 * Determines why nodes or workloads of a cluster are not ready.
 *
 * <p>May use: bootstrap.cluster, and the packages below {@code bootstrap}.
 */
@NullMarked
package io.beta9.provisioning.bootstrap.diagnosis;

import org.jspecify.annotations.NullMarked;
