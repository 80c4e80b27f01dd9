/**
 * What this host must provide before a worker claims an operation: Terraform, its providers, a
 * usable work directory, disk space and memory. May use no other subpackage of {@code worker}.
 */
@NullMarked
package io.beta9.provisioning.worker.admission;

import org.jspecify.annotations.NullMarked;
