/**
 * What the errors of AWS, Terraform and its provider mean: the only classifier of their texts, for
 * calls of the SDK as well as for runs of Terraform. May use no other subpackage of {@code
 * failure}.
 */
@NullMarked
package io.beta9.provisioning.failure.cause;

import org.jspecify.annotations.NullMarked;
