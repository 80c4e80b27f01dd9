/** The pinned versions and their latest releases. May use {@code command} and below. */
@NullMarked
package io.beta9.provisioning.cli.versions;

import org.jspecify.annotations.NullMarked;
