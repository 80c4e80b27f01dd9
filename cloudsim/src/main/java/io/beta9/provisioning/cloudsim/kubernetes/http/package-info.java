/**
 * The wire below a simulated API server: TLS, HTTP/1.1, and WebSockets for port-forwarding. The
 * JDK's own server cannot hand a connection over to another protocol, which port-forwarding needs.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.kubernetes.http;

import org.jspecify.annotations.NullMarked;
