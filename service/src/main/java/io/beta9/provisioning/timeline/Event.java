package io.beta9.provisioning.timeline;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An event in the timeline of an environment.
 *
 * @param seq the number within the environment, without gaps
 * @param kind the code of the event's kind, in kebab case
 */
public record Event(
    long seq,
    Instant at,
    @Nullable String operationId,
    String kind,
    String message,
    @Nullable JsonNode data) {}
