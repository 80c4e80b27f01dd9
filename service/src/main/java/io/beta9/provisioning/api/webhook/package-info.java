/**
 * Webhooks. May use {@code api.authorization}, {@code api.contract}, {@code api.request} and {@code
 * api.problem}.
 */
@NullMarked
package io.beta9.provisioning.api.webhook;

import org.jspecify.annotations.NullMarked;
