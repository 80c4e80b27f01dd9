package io.beta9.provisioning.report;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What failed in a time, like with like.
 *
 * @param succeeded operations that ended well in the same time
 * @param oneCause in a sentence, where one cause explains most of the failures
 * @param regions those that are not fed with new work at the moment
 */
public record FailureReport(
    Instant since,
    long failed,
    long succeeded,
    List<Group> groups,
    @Nullable String oneCause,
    List<RegionReport> regions) {
  /** From this share on one cause is said to explain most. */
  private static final double MOST = 0.6;

  private static final int FEW = 3;

  /**
   * Failures of one code in one region with one version of Beta9.
   *
   * @param failureClass the class's word, for example {@code quota}
   * @param example the message of the latest
   * @param environments some of their ids
   */
  public record Group(
      @com.fasterxml.jackson.annotation.JsonProperty("class") String failureClass,
      String code,
      String region,
      String beta9Version,
      long count,
      Instant firstSeen,
      Instant lastSeen,
      String example,
      List<String> environments) {}

  public FailureReport {
    groups = List.copyOf(groups);
    regions = List.copyOf(regions);
  }

  /** The report of these groups. */
  static FailureReport of(
      Instant since, long succeeded, List<Group> groups, List<RegionReport> regions) {
    List<Group> sorted =
        groups.stream()
            .sorted(Comparator.comparingLong(Group::count).reversed().thenComparing(Group::code))
            .toList();
    long failed = sorted.stream().mapToLong(Group::count).sum();
    return new FailureReport(
        since, failed, succeeded, sorted, oneCause(failed, sorted).orElse(null), regions);
  }

  private static Optional<String> oneCause(long failed, List<Group> groups) {
    if (failed < FEW) {
      return Optional.empty();
    }
    return groups.stream()
        .map(Group::code)
        .distinct()
        .map(code -> sentence(code, failed, groups))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> sentence(String code, long failed, List<Group> groups) {
    List<Group> alike = groups.stream().filter(group -> group.code().equals(code)).toList();
    long count = alike.stream().mapToLong(Group::count).sum();
    if (count < MOST * failed) {
      return Optional.empty();
    }
    List<String> regions = alike.stream().map(Group::region).distinct().toList();
    List<String> versions = alike.stream().map(Group::beta9Version).distinct().toList();
    return Optional.of(
        count
            + " of "
            + failed
            + " failures are '"
            + code
            + "'"
            + (regions.size() == 1 ? ", all in " + regions.getFirst() : ", in several regions")
            + (versions.size() == 1 ? ", all with Beta9 " + versions.getFirst() : "")
            + ": look for one cause.");
  }
}
