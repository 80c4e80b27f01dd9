/**
 * Logs and traces. {@code log} has the fields of log lines, the text format and the limit of
 * repeated lines, {@code trace} the spans of requests and operations, {@code otel} their export.
 */
@NullMarked
package io.beta9.provisioning.telemetry;

import org.jspecify.annotations.NullMarked;
