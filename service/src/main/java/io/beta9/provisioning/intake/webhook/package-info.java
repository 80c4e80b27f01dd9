/** Requests about webhooks. May use no other subpackage of {@code intake}. */
@NullMarked
package io.beta9.provisioning.intake.webhook;

import org.jspecify.annotations.NullMarked;
