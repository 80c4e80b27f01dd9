package io.beta9.provisioning.resources.inspection;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.text.Blocker;
import io.beta9.provisioning.failure.text.BlockerOwnership;
import io.beta9.provisioning.format.Excerpt;
import io.beta9.provisioning.format.ShortList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What AWS shows about one resource.
 *
 * @param id the id or the name by which AWS knows it
 * @param status the status that AWS reports; empty if there is none
 * @param events what AWS reported about it, the oldest first
 * @param blockers what prevents its deletion
 * @param command a command of the AWS CLI or kubectl that shows it
 */
public record ResourceReport(
    String id, String status, List<String> events, List<Blocker> blockers, String command) {
  /** The status of a resource of which only events exist. */
  public static final String ABSENT = "absent";

  private static final int MAX_NAMED = 10;
  private static final int MAX_EVENT_LENGTH = 500;

  public ResourceReport {
    events = List.copyOf(events);
    blockers = List.copyOf(blockers);
  }

  static ResourceReport of(String id, String status, String command) {
    return new ResourceReport(id, status, List.of(), List.of(), command);
  }

  ResourceReport withEvents(List<String> reported) {
    return new ResourceReport(id, status, reported, blockers, command);
  }

  ResourceReport blockedBy(List<Blocker> found) {
    return new ResourceReport(id, status, events, found, command);
  }

  /**
   * Returns those that are not of the environment first, because the customer has to delete them.
   */
  private List<Blocker> byImportance() {
    return blockers.stream()
        .sorted(Comparator.comparing(blocker -> blocker.ownership() != BlockerOwnership.FOREIGN))
        .toList();
  }

  private String storedBlockers() {
    List<Blocker> sorted = byImportance();
    return Blocker.store(sorted.subList(0, Math.min(MAX_NAMED, sorted.size())))
        + (sorted.size() > MAX_NAMED ? "\n" + (sorted.size() - MAX_NAMED) + " more" : "");
  }

  /** Returns the failure with what this report adds to what was reported already. */
  public Failure addTo(Failure failure) {
    String reported = failure.parameter(FailureParameter.REPORTED).orElse("");
    return failure
        .with(FailureParameter.RESOURCE_ID, id)
        .with(FailureParameter.AWS_STATUS, status)
        .with(
            FailureParameter.AWS_EVENTS,
            events.stream()
                .filter(event -> !reported.contains(event))
                .map(event -> Excerpt.of(event, MAX_EVENT_LENGTH))
                .collect(Collectors.joining("; ")))
        .with(FailureParameter.BLOCKERS, storedBlockers())
        .with(
            FailureParameter.FOREIGN,
            ShortList.of(
                blockers.stream()
                    .filter(blocker -> blocker.ownership() == BlockerOwnership.FOREIGN)
                    .map(Blocker::id)
                    .toList(),
                MAX_NAMED))
        .with(FailureParameter.INSPECTION, command);
  }
}
