/**
 * Operations, their queue and claims in PostgreSQL, the workers that hold them, and notifications
 * through Redis. Knows nothing of Terraform, AWS or HTTP.
 */
@NullMarked
package io.beta9.provisioning.operation;

import org.jspecify.annotations.NullMarked;
