/**
 * Child processes that outlive their worker: options and environment, launch, supervision by a
 * shell, leases, re-attachment and termination. May use {@code terraform.event}.
 */
@NullMarked
package io.beta9.provisioning.terraform.process;

import org.jspecify.annotations.NullMarked;
