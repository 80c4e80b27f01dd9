package io.beta9.provisioning.apimodel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param nextCursor cursor of the next page; null on the last page
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {
  public Page {
    items = items == null ? List.of() : List.copyOf(items);
  }
}
