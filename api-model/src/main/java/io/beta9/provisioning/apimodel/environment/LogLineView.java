package io.beta9.provisioning.apimodel.environment;

import java.time.Instant;

/**
 * A log line of an environment.
 *
 * @param id number within the environment, without gaps; accepted as {@code cursor} and {@code
 *     Last-Event-ID}
 */
public record LogLineView(
    long id, Instant at, String operationId, String step, String stream, String text) {}
