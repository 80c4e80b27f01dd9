/**
 * The requests of users and operators. Each is one transaction that stores its effect, the
 * operation, the event, the audit entry and the idempotency key together.
 */
@NullMarked
package io.beta9.provisioning.intake;

import org.jspecify.annotations.NullMarked;
