/**
 * The fields of log lines, the text format, and the limit of repeated lines. May use no other
 * subpackage of {@code telemetry}.
 */
@NullMarked
package io.beta9.provisioning.telemetry.log;

import org.jspecify.annotations.NullMarked;
