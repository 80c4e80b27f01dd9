/**
 * States that Terraform could not write to the bucket: stored encrypted in the database until they
 * are pushed. Defines the interfaces through which it uses Terraform and the disk. May use no other
 * subpackage of {@code tfstate}.
 */
@NullMarked
package io.beta9.provisioning.tfstate.kept;

import org.jspecify.annotations.NullMarked;
