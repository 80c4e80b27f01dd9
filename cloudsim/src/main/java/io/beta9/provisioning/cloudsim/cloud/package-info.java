/**
 * What a simulated service may use of the cloud it belongs to: state, latencies, fault conditions
 * and Kubernetes control planes. Uses only the packages {@code state} and {@code fault}.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.cloud;

import org.jspecify.annotations.NullMarked;
