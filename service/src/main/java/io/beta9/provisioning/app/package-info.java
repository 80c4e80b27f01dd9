/**
 * Starts and stops the service: Spring's configuration classes, the lifecycle of a worker, and the
 * errors of a failed start.
 */
@NullMarked
package io.beta9.provisioning.app;

import org.jspecify.annotations.NullMarked;
