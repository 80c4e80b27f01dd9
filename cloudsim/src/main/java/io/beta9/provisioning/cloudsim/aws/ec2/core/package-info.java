/**
 * What all EC2 operations share: the state of an account and region, errors, filters, pagination,
 * tags and availability zones.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.ec2.core;

import org.jspecify.annotations.NullMarked;
