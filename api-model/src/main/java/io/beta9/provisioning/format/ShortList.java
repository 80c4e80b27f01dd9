package io.beta9.provisioning.format;

import java.util.ArrayList;
import java.util.List;

/** Names the first elements of a list, and how many others there are: {@code a, b, 3 more}. */
public final class ShortList {
  private ShortList() {}

  /** Returns the list, or at most this many elements and the number of the others. */
  public static List<String> of(List<String> all, int maxNamed) {
    if (all.size() <= maxNamed) {
      return List.copyOf(all);
    }
    List<String> named = new ArrayList<>(all.subList(0, maxNamed));
    named.add((all.size() - maxNamed) + " more");
    return List.copyOf(named);
  }
}
