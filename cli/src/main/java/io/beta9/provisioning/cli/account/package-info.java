/** The commands below {@code accounts}. May use {@code command} and below. */
@NullMarked
package io.beta9.provisioning.cli.account;

import org.jspecify.annotations.NullMarked;
