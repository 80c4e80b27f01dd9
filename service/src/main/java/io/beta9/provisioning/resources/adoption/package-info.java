/**
 * Adoption: imports into the Terraform state what an interrupted run created in the account and the
 * state does not contain.
 *
 * <p>{@link io.beta9.provisioning.resources.adoption.Adoption} is the entry point. What it needs of
 * the operation it works for are the small interfaces of {@link
 * io.beta9.provisioning.resources.adoption.AdoptionContext}; it does not depend on the worker. May
 * use {@code resources.catalog}, {@code resources.lookup}.
 */
@NullMarked
package io.beta9.provisioning.resources.adoption;

import org.jspecify.annotations.NullMarked;
