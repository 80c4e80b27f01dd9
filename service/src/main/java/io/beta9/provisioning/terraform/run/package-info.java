/**
 * Runs Terraform in a stack directory: commands, following a process to its end, progress, journal
 * and deadlines. May use {@code terraform.diagnosis}, {@code terraform.event}, {@code
 * terraform.plan}, {@code terraform.process}, {@code terraform.stack}.
 */
@NullMarked
package io.beta9.provisioning.terraform.run;

import org.jspecify.annotations.NullMarked;
