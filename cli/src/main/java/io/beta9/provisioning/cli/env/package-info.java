/** The commands below {@code env}. May use {@code command} and below. */
@NullMarked
package io.beta9.provisioning.cli.env;

import org.jspecify.annotations.NullMarked;
