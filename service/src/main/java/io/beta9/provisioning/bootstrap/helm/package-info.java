/**
 * Installs the charts with Helm, one child process per call.
 *
 * <p>May use: bootstrap.cluster, and the packages below {@code bootstrap}.
 */
@NullMarked
package io.beta9.provisioning.bootstrap.helm;

import org.jspecify.annotations.NullMarked;
