/**
 * Export of spans with the OpenTelemetry SDK, the only package that uses it. Its classes are loaded
 * only if traces are exported. May use {@code telemetry.trace}.
 */
@NullMarked
package io.beta9.provisioning.telemetry.otel;

import org.jspecify.annotations.NullMarked;
