/**
 * Runs Terraform in a stack directory: commands, following a process to its end, progress, journal
 * and deadlines. Uses all other packages of {@code terraform}.
 */
@NullMarked
package io.beta9.provisioning.terraform.run;

import org.jspecify.annotations.NullMarked;
