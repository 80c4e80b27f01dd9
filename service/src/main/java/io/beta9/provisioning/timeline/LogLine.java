package io.beta9.provisioning.timeline;

import java.time.Instant;

/**
 * One line that a step wrote.
 *
 * @param seq its number among the environment's log lines, without gaps
 * @param stream where it came from, for example {@code terraform} or {@code helm}
 */
public record LogLine(
    long seq, Instant at, String operationId, String step, String stream, String text) {}
