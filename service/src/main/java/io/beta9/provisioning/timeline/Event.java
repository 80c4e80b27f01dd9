package io.beta9.provisioning.timeline;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Something that happened to an environment, told to a person.
 *
 * @param seq its number among the environment's events, without gaps
 * @param kind a stable word for programs, in kebab case
 */
public record Event(
    long seq,
    Instant at,
    @Nullable String operationId,
    String kind,
    String message,
    @Nullable JsonNode data) {}
