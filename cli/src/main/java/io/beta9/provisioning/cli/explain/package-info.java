/** The catalogue of failures, offline. May use {@code command} and below. */
@NullMarked
package io.beta9.provisioning.cli.explain;

import org.jspecify.annotations.NullMarked;
