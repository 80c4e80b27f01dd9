/**
 * CIDR blocks and the division of a VPC into subnets. May use no other subpackage of {@code
 * metaconfig}.
 */
@NullMarked
package io.beta9.provisioning.metaconfig.network;

import org.jspecify.annotations.NullMarked;
