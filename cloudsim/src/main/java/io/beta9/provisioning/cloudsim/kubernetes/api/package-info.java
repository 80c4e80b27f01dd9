/**
 * The HTTP interface of the API server: routing, authentication, discovery, watches, port
 * forwarding and the Service proxy.
 *
 * <p>It may use {@code node}, {@code resource}, {@code store} and {@code http}, and {@code cloud}
 * and {@code fault} of the simulator.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.kubernetes.api;

import org.jspecify.annotations.NullMarked;
