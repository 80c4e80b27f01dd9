/**
 * The HTTP server of a process: limits and deadlines of its connections, TLS, forwarded headers,
 * and the management port. May use no other subpackage of {@code app}.
 */
@NullMarked
package io.beta9.provisioning.app.server;

import org.jspecify.annotations.NullMarked;
