/**
 * Classifies how a run ended as a failure. May use {@code terraform.event}, {@code terraform.plan},
 * {@code terraform.process}.
 */
@NullMarked
package io.beta9.provisioning.terraform.diagnosis;

import org.jspecify.annotations.NullMarked;
