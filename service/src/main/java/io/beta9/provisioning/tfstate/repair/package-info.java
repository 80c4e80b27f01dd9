/**
 * Removes stale locks, corrects digests and pushes kept states before Terraform is run. May use
 * {@code tfstate.kept}, {@code tfstate.lock}, {@code tfstate.s3}.
 */
@NullMarked
package io.beta9.provisioning.tfstate.repair;

import org.jspecify.annotations.NullMarked;
