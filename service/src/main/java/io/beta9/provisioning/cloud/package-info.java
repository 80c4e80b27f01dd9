/**
 * The operations on a customer's account that depend on the cloud, as the worker uses them. Another
 * cloud would be supported by another implementation of these interfaces; {@code cloud.aws} is the
 * only one. The repair of Terraform's state ({@code tfstate}) is specific to S3 and not part of
 * them.
 */
@NullMarked
package io.beta9.provisioning.cloud;

import org.jspecify.annotations.NullMarked;
