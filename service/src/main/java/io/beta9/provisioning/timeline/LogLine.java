package io.beta9.provisioning.timeline;

import java.time.Instant;

/**
 * A line written by a step.
 *
 * @param seq its number among the environment's log lines, without gaps
 * @param stream the source, for example {@code terraform} or {@code helm}
 */
public record LogLine(
    long seq, Instant at, String operationId, String step, String stream, String text) {}
