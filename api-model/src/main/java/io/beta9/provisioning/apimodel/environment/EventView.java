package io.beta9.provisioning.apimodel.environment;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event of an environment.
 *
 * @param id number within the environment, without gaps; accepted as {@code cursor} and {@code
 *     Last-Event-ID}
 * @param data facts of the event, by name; null if the kind has none
 */
public record EventView(
    long id,
    Instant at,
    @Nullable String operationId,
    String kind,
    String message,
    @Nullable Map<String, Object> data) {}
