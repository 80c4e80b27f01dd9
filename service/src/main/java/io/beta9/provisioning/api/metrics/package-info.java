/** Metrics of requests and connections. May use no other subpackage of {@code api}. */
@NullMarked
package io.beta9.provisioning.api.metrics;

import org.jspecify.annotations.NullMarked;
