package io.beta9.provisioning.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Part of a list.
 *
 * @param nextCursor what to ask for the next part with; null on the last
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {}
