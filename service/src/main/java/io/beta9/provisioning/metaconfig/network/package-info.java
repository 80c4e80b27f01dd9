/**
 * CIDR blocks and the division of a VPC into subnets.
 *
 * <p>May use: no other package of the service.
 */
@NullMarked
package io.beta9.provisioning.metaconfig.network;

import org.jspecify.annotations.NullMarked;
