/**
 * A simulated AWS cloud on one loopback port, for demonstrations and tests. {@link
 * io.beta9.provisioning.cloudsim.CloudSim} is the entry point; it connects the request handling,
 * the simulated services, the fault rules and the simulated Kubernetes clusters.
 */
@NullMarked
package io.beta9.provisioning.cloudsim;

import org.jspecify.annotations.NullMarked;
