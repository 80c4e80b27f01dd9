/**
 * The Kubernetes clusters of the simulated cloud: one API server for each, with the controllers
 * behind it, and a Beta9 gateway that answers in it.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.kubernetes;

import org.jspecify.annotations.NullMarked;
