package io.beta9.provisioning.metaconfig.text;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Suggests the intended value for a misspelt one. */
public final class Suggestions {
  private static final int MAX_INPUT_LENGTH = 64;

  private Suggestions() {}

  /**
   * Returns the candidate most similar to the text, ignoring case, if at most a third of its
   * letters differ (at least one).
   */
  public static Optional<String> nearest(String text, Collection<String> candidates) {
    if (text.isEmpty() || text.length() > MAX_INPUT_LENGTH) {
      return Optional.empty();
    }
    String best = null;
    int bestDistance = Integer.MAX_VALUE;
    for (String candidate : candidates) {
      int distance =
          LevenshteinDistance.getDefaultInstance()
              .apply(text.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
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
}
