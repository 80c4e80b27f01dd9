/**
 * The stack directory of one environment: module, variables, backend and provider configuration.
 * Uses {@code terraform.process} for its files and running processes.
 */
@NullMarked
package io.beta9.provisioning.terraform.stack;

import org.jspecify.annotations.NullMarked;
