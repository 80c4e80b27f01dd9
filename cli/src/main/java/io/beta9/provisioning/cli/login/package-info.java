/** The commands {@code login} and {@code logout}. May use {@code command} and below. */
@NullMarked
package io.beta9.provisioning.cli.login;

import org.jspecify.annotations.NullMarked;
