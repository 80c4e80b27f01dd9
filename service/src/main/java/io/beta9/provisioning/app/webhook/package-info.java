/** Beans of webhooks, and their delivery. May use no other subpackage of {@code app}. */
@NullMarked
package io.beta9.provisioning.app.webhook;

import org.jspecify.annotations.NullMarked;
