/**
 * The catalogue of AWS resource types: one {@link
 * io.beta9.provisioning.resources.catalog.ResourceDescriptor} for each type in the Terraform
 * module, grouped by subject, and what is derived from all of them: lookup, inventory, deadlines,
 * plan rules, preflight requirements. May use {@code resources.inspection}, {@code
 * resources.inventory}, {@code resources.lookup}.
 */
@NullMarked
package io.beta9.provisioning.resources.catalog;

import org.jspecify.annotations.NullMarked;
