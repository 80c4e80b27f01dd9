/**
 * Installs the charts with Helm, one child process per call. May use {@code bootstrap.cluster},
 * {@code bootstrap.drift}.
 */
@NullMarked
package io.beta9.provisioning.bootstrap.helm;

import org.jspecify.annotations.NullMarked;
