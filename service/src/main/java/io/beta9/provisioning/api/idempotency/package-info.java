/**
 * Idempotency keys: a repeated POST is answered like the first one. May use {@code api.contract},
 * {@code api.problem}, {@code api.request}.
 */
@NullMarked
package io.beta9.provisioning.api.idempotency;

import org.jspecify.annotations.NullMarked;
