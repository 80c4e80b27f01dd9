/**
 * The spans of requests and operations, independent of how they are exported. May use {@code
 * telemetry.log}.
 */
@NullMarked
package io.beta9.provisioning.telemetry.trace;

import org.jspecify.annotations.NullMarked;
