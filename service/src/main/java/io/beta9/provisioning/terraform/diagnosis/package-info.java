/**
 * Classifies how a run ended as a failure. Uses {@code terraform.event}, {@code terraform.process}
 * and {@code terraform.plan}.
 */
@NullMarked
package io.beta9.provisioning.terraform.diagnosis;

import org.jspecify.annotations.NullMarked;
