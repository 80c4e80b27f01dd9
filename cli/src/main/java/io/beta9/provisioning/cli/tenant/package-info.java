/** The commands below {@code tenants}. May use {@code command} and below. */
@NullMarked
package io.beta9.provisioning.cli.tenant;

import org.jspecify.annotations.NullMarked;
