/**
 * Webhooks: the endpoints of the tenants, the deliveries that the database records with each change
 * of status, and their delivery. Follows <a
 * href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md">CloudEvents 1.0</a>
 * for the body and <a
 * href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">
 * Standard Webhooks 1.0</a> for the headers.
 */
@NullMarked
package io.beta9.provisioning.webhook;

import org.jspecify.annotations.NullMarked;
