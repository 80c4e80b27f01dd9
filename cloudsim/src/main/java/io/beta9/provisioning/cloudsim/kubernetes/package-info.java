/**
 * The Kubernetes clusters of the simulated cloud. Each cluster has an API server, controllers, and
 * a simulated Beta9 gateway. This package starts and stops clusters and authenticates their
 * callers.
 *
 * <p>It may use all packages below it; none of them may use it.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.kubernetes;

import org.jspecify.annotations.NullMarked;
