/** The webhooks of a tenant and their deliveries. */
@NullMarked
package io.beta9.provisioning.apimodel.webhook;

import org.jspecify.annotations.NullMarked;
