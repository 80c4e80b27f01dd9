/**
 * The environment's secrets in the customer's Secrets Manager, and the access key of the storage
 * user. May use {@code aws.session}.
 */
@NullMarked
package io.beta9.provisioning.aws.secrets;

import org.jspecify.annotations.NullMarked;
