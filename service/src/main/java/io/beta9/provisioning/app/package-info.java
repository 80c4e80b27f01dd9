/**
 * Starts and stops the service: Spring's configuration classes, the lifecycle of a worker, signals,
 * and the errors of a failed start. May use every package of the service except {@code doctor} and
 * {@code command}.
 */
@NullMarked
package io.beta9.provisioning.app;

import org.jspecify.annotations.NullMarked;
