package io.beta9.provisioning.cloud.aws;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The versions of Beta9's runner images. A release {@code runner-VERSION} of Beta9 pushes one image
 * for each Python, with two tags: {@code NAME-VERSION}, and {@code NAME-latest}, which it moves
 * (Beta9's workflow {@code release-runner.yml}). Builds of branches have other tags.
 */
final class RunnerVersions {
  static final String REPOSITORY = "n4e0e1y0/beta9-runner";

  private static final String LATEST = "-latest";
  private static final Pattern RELEASE =
      Pattern.compile("([a-z]+[0-9.]+)-([0-9]{1,6}(?:\\.[0-9]{1,6}){1,3})");

  private RunnerVersions() {}

  /**
   * Returns the newest version of which there is an image of every name that has a latest one:
   * those of a release that is being pushed are incomplete.
   */
  static Optional<String> newest(Collection<String> tags) {
    Set<String> names = new HashSet<>();
    Map<String, Set<String>> namesOfVersion = new HashMap<>();
    for (String tag : tags) {
      Matcher release = RELEASE.matcher(tag);
      if (tag.endsWith(LATEST)) {
        names.add(tag.substring(0, tag.length() - LATEST.length()));
      } else if (release.matches()) {
        namesOfVersion
            .computeIfAbsent(release.group(2), version -> new HashSet<>())
            .add(release.group(1));
      }
    }
    return names.isEmpty()
        ? Optional.empty()
        : namesOfVersion.entrySet().stream()
            .filter(version -> version.getValue().containsAll(names))
            .map(Map.Entry::getKey)
            .max(Comparator.comparing(RunnerVersions::numbers, RunnerVersions::compare));
  }

  private static List<Integer> numbers(String version) {
    List<Integer> numbers = new ArrayList<>();
    for (String number : version.split("\\.", -1)) {
      numbers.add(Integer.valueOf(number));
    }
    return numbers;
  }

  private static int compare(List<Integer> one, List<Integer> other) {
    for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
      int difference = one.get(i).compareTo(other.get(i));
      if (difference != 0) {
        return difference;
      }
    }
    return Integer.compare(one.size(), other.size());
  }
}
