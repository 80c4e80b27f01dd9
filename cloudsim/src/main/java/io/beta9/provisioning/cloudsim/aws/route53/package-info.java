/**
 * Route 53: public hosted zones and their records. Records of other providers' zones, which every
 * client can resolve, are part of the same simulated internet.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.route53;

import org.jspecify.annotations.NullMarked;
