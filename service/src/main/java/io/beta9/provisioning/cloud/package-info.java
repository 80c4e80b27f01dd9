/**
 * The operations on a customer's account that depend on the cloud, as the worker uses them. Another
 * cloud would be supported by another implementation of these interfaces; {@code cloud.aws} is the
 * only one.
 */
@NullMarked
package io.beta9.provisioning.cloud;

import org.jspecify.annotations.NullMarked;
