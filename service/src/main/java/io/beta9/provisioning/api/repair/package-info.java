/**
 * What the service does in an account on request, beside an operation. May use {@code
 * api.authorization}, {@code api.request}.
 */
@NullMarked
package io.beta9.provisioning.api.repair;

import org.jspecify.annotations.NullMarked;
