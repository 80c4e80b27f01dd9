/** Metrics of requests and connections. May not use the other packages of {@code api}. */
@NullMarked
package io.beta9.provisioning.api.metrics;

import org.jspecify.annotations.NullMarked;
