/**
 * The AWS resource types of the Terraform module, and the operations built on their descriptors:
 * {@code inventory}, {@code lookup}, {@code inspection}, {@code catalog}, {@code adoption} and
 * {@code cleanup}, in the order in which one may use another.
 */
@NullMarked
package io.beta9.provisioning.resources;

import org.jspecify.annotations.NullMarked;
