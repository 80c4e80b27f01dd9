package io.beta9.provisioning.cli.command;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Suggests the word that a user probably meant. */
public final class CommandSuggestions {
  private CommandSuggestions() {}

  /**
   * Returns the candidate with the smallest edit distance; empty if that exceeds a third of the
   * word.
   */
  public static Optional<String> closest(String word, Collection<String> candidates) {
    int threshold = Math.max(1, word.length() / 3);
    LevenshteinDistance distance = new LevenshteinDistance(threshold);
    String lower = word.toLowerCase(Locale.ROOT);
    record Scored(String candidate, int distance) {}
    return candidates.stream()
        .map(candidate -> new Scored(candidate, distance.apply(lower, candidate)))
        .filter(scored -> scored.distance() >= 0)
        .min(Comparator.comparingInt(Scored::distance))
        .map(Scored::candidate);
  }
}
