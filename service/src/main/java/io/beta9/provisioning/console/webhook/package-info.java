/**
 * The pages of webhooks: endpoints and deliveries. May use {@code console.html}, {@code
 * console.page}, {@code console.session}.
 */
@NullMarked
package io.beta9.provisioning.console.webhook;

import org.jspecify.annotations.NullMarked;
