/**
 * Cleanup after a destroy: deletes what the cluster created and Terraform does not manage, and
 * reports what remains. May use {@code resources.catalog}, {@code resources.inventory}.
 */
@NullMarked
package io.beta9.provisioning.resources.cleanup;

import org.jspecify.annotations.NullMarked;
