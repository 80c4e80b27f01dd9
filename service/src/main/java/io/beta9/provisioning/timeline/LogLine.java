package io.beta9.provisioning.timeline;

import java.time.Instant;

/**
 * A line of a step's output.
 *
 * @param seq the number within the environment, without gaps
 * @param stream the source, for example {@code terraform} or {@code helm}
 */
public record LogLine(
    long seq, Instant at, String operationId, String step, String stream, String text) {}
