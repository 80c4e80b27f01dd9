/**
 * What users can do in an account beside an operation: list what an environment has in it and in no
 * Terraform state, remove what is proven to be of the environment and unused, and restore the
 * access of the service's role to the cluster. May use {@code resources.cleanup}, {@code
 * resources.inventory}.
 */
@NullMarked
package io.beta9.provisioning.resources.operations;

import org.jspecify.annotations.NullMarked;
