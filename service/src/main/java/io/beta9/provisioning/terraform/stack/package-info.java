/**
 * The stack directory of one environment: module, variables, backend and provider configuration.
 * May use {@code terraform.process}.
 */
@NullMarked
package io.beta9.provisioning.terraform.stack;

import org.jspecify.annotations.NullMarked;
