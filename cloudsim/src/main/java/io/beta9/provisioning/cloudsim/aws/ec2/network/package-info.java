/**
 * VPCs and what belongs to them: subnets, routes, gateways, security groups, network interfaces,
 * elastic IP addresses and VPC endpoints.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.ec2.network;

import org.jspecify.annotations.NullMarked;
