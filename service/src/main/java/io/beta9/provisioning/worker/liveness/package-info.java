/**
 * Finds dead workers and releases their claims to the queue. Uses {@code operation} and {@code
 * timeline}; knows neither pipelines nor steps.
 */
@NullMarked
package io.beta9.provisioning.worker.liveness;

import org.jspecify.annotations.NullMarked;
