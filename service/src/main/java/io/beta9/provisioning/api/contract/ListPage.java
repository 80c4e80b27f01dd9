package io.beta9.provisioning.api.contract;

import io.beta9.provisioning.api.problem.BadRequestException;
import io.beta9.provisioning.apimodel.Page;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Pages of lists that are short enough to be read completely. */
public final class ListPage {
  /** The maximum number of items of a page, and the default. */
  public static final int MAX_SIZE = 200;

  private ListPage() {}

  /**
   * Returns the page after an item.
   *
   * @param all all items, in a stable order
   * @param id returns the id of an item
   * @param cursor the id of the last item of the previous page; null for the first page
   * @throws BadRequestException if there is no item with this id
   */
  public static <T> Page<T> of(
      List<T> all, Function<T, String> id, int limit, @Nullable String cursor) {
    int from = 0;
    if (cursor != null && !cursor.isEmpty()) {
      while (from < all.size() && !id.apply(all.get(from)).equals(cursor)) {
        from++;
      }
      if (from == all.size()) {
        throw new BadRequestException("cursor", "is not a cursor of this list");
      }
      from++;
    }
    List<T> page = all.subList(from, Math.min(all.size(), from + limit));
    boolean more = from + page.size() < all.size();
    return new Page<>(page, more ? id.apply(page.getLast()) : null);
  }
}
