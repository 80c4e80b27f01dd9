/**
 * The transport of a simulated API server: TLS, HTTP/1.1, and WebSockets for port forwarding.
 *
 * <p>The JDK's HTTP server is not used because it cannot upgrade a connection to another protocol,
 * which port forwarding requires. The package uses no other package of the simulator.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.kubernetes.http;

import org.jspecify.annotations.NullMarked;
