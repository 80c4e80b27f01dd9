/** The commands below {@code webhooks}. May use {@code command} and below. */
@NullMarked
package io.beta9.provisioning.cli.webhook;

import org.jspecify.annotations.NullMarked;
