/**
 * Terraform state in the customer's bucket. {@code s3} stores it, {@code lock} reads and removes
 * locks, {@code kept} preserves states that could not be written, {@code repair} makes a state
 * usable before Terraform is run, and {@code operations} are the commands of operators. Knows
 * neither Terraform processes nor workers.
 */
@NullMarked
package io.beta9.provisioning.tfstate;

import org.jspecify.annotations.NullMarked;
