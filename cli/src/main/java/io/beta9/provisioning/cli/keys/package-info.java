/** The commands below {@code keys}. May use {@code command} and below. */
@NullMarked
package io.beta9.provisioning.cli.keys;

import org.jspecify.annotations.NullMarked;
