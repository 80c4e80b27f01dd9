/**
 * What users can do with what an environment has in its account and in no Terraform state: list it,
 * and remove what is proven to be of the environment and unused. May use {@code resources.cleanup},
 * {@code resources.inventory}.
 */
@NullMarked
package io.beta9.provisioning.resources.operations;

import org.jspecify.annotations.NullMarked;
