/**
 * Checks of an account before anything is created in it. What the resources require is passed as
 * {@link io.beta9.provisioning.aws.preflight.PreflightRequirements}, because resource types are
 * described in a higher package. May use {@code aws.session}.
 */
@NullMarked
package io.beta9.provisioning.aws.preflight;

import org.jspecify.annotations.NullMarked;
