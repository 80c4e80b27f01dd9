/**
 * Settings of the HTTP server: TLS, proxies, the management port and rate limits. May use no other
 * subpackage of {@code settings}.
 */
@NullMarked
package io.beta9.provisioning.settings.http;

import org.jspecify.annotations.NullMarked;
