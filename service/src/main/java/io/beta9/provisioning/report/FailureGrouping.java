package io.beta9.provisioning.report;

import io.beta9.provisioning.apimodel.report.FailureReport;
import io.beta9.provisioning.apimodel.report.FailureReport.Group;
import io.beta9.provisioning.apimodel.report.RegionCircuitView;
import io.beta9.provisioning.region.RegionOutcome;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Builds the report of failures and finds a common cause. */
final class FailureGrouping {
  /** Share of the failures from which a code counts as their common cause. */
  private static final double COMMON_CAUSE_SHARE = 0.6;

  /** With fewer failures, none is called a common cause. */
  private static final int MIN_FAILURES = 3;

  private FailureGrouping() {}

  static FailureReport report(
      Instant since, long succeeded, List<Group> groups, List<RegionCircuitView> regions) {
    List<Group> sorted =
        groups.stream()
            .sorted(Comparator.comparingLong(Group::count).reversed().thenComparing(Group::code))
            .toList();
    long failed = sorted.stream().mapToLong(Group::count).sum();
    return new FailureReport(
        since, failed, succeeded, sorted, commonCause(failed, sorted).orElse(null), regions);
  }

  private static Optional<String> commonCause(long failed, List<Group> groups) {
    if (failed < MIN_FAILURES) {
      return Optional.empty();
    }
    return groups.stream()
        .map(Group::code)
        .distinct()
        .map(code -> commonCause(code, failed, groups))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> commonCause(String code, long failed, List<Group> groups) {
    List<Group> withCode = groups.stream().filter(group -> group.code().equals(code)).toList();
    long count = withCode.stream().mapToLong(Group::count).sum();
    if (count < COMMON_CAUSE_SHARE * failed) {
      return Optional.empty();
    }
    List<String> regions = withCode.stream().map(Group::region).distinct().toList();
    List<String> versions = withCode.stream().map(Group::beta9Version).distinct().toList();
    return Optional.of(
        count
            + " of "
            + failed
            + " failures are '"
            + code
            + "'"
            + (regions.size() == 1 ? ", all in " + regions.getFirst() : ", in several regions")
            + (versions.size() == 1 ? ", all with Beta9 " + versions.getFirst() : "")
            + ": investigate a common cause."
            + (regions.size() == 1 && RegionOutcome.isRegional(code)
                ? " './provisioner regions open "
                    + regions.getFirst()
                    + " --reason TEXT --dry-run' shows how many operations would wait for the"
                    + " region."
                : ""));
  }
}
