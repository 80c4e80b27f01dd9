/**
 * The AWS services that a simulated cluster depends on, as interfaces. The simulated cloud
 * implements them.
 *
 * <p>It uses no other package of the simulator.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.kubernetes.aws;

import org.jspecify.annotations.NullMarked;
