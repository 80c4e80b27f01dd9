/**
 * The simulated Beta9 programs: the gateway with its HTTP API, and the worker Jobs that it creates.
 * The gateway validates its configuration as strictly as the real one.
 *
 * <p>It may use {@code node}, {@code resource}, {@code store}, {@code http} and {@code aws}.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.kubernetes.gateway;

import org.jspecify.annotations.NullMarked;
