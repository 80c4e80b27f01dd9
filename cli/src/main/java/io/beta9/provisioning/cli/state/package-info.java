/** The commands below {@code state}. May use {@code command} and below. */
@NullMarked
package io.beta9.provisioning.cli.state;

import org.jspecify.annotations.NullMarked;
