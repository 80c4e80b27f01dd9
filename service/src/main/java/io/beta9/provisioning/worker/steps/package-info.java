/**
 * The steps of all pipelines and their order. Above {@code worker.pipeline}; may use Terraform, the
 * bootstrap, the account and state repair.
 */
@NullMarked
package io.beta9.provisioning.worker.steps;

import org.jspecify.annotations.NullMarked;
