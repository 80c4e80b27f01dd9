/**
 * Removes stale locks, corrects digests and pushes kept states before Terraform is run. Uses {@code
 * tfstate.s3}, {@code tfstate.lock} and {@code tfstate.kept}.
 */
@NullMarked
package io.beta9.provisioning.tfstate.repair;

import org.jspecify.annotations.NullMarked;
