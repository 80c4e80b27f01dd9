package io.beta9.provisioning.metaconfig.text;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Guesses what somebody meant to write. */
public final class Suggestions {
  private static final int LONGEST_GUESSED = 64;

  private Suggestions() {}

  /** The candidate nearest to the text, if it is near enough to be a slip of the hand. */
  public static Optional<String> nearest(String text, Collection<String> candidates) {
    if (text.isEmpty() || text.length() > LONGEST_GUESSED) {
      return Optional.empty();
    }
    String best = null;
    int bestDistance = Integer.MAX_VALUE;
    for (String candidate : candidates) {
      int distance = distance(text.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    if (best == null || bestDistance > Math.max(1, best.length() / 3)) {
      return Optional.empty();
    }
    return Optional.of(best);
  }

  /** The Levenshtein distance: how many letters to add, drop or change. */
  static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        current[j] = Math.min(previous[j - 1] + change, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
