/**
 * Environments: their statuses, the transitions between them, and their repository. Knows nothing
 * of operations, Terraform, AWS or HTTP.
 */
@NullMarked
package io.beta9.provisioning.environment;

import org.jspecify.annotations.NullMarked;
