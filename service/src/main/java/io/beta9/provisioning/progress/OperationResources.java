package io.beta9.provisioning.progress;

import io.beta9.provisioning.progress.ResourceChange.ChangeState;
import io.beta9.provisioning.resources.catalog.ResourceSubject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The resources that an operation changes.
 *
 * @param operation its id; null if no operation has changed resources
 * @param remaining the expected time until the last change ends; null if none has still to end
 */
public record OperationResources(
    @Nullable String operation, List<TrackedResource> resources, @Nullable Duration remaining) {
  public static final OperationResources NONE = new OperationResources(null, List.of(), null);

  public OperationResources {
    resources = List.copyOf(resources);
  }

  /**
   * A resource with its times.
   *
   * @param elapsed how long its change has been running, or took
   * @param usual how long such a change usually takes
   * @param critical whether a delay of it delays the end of the operation's last change
   */
  public record TrackedResource(
      ResourceChange change,
      ResourceSubject subject,
      Duration elapsed,
      Duration usual,
      boolean critical) {
    private static final Duration ALLOWANCE = Duration.ofMinutes(2);

    /** Returns whether it has been running for clearly longer than usual. */
    public boolean isLate() {
      return change.state() == ChangeState.RUNNING
          && elapsed.compareTo(usual.multipliedBy(2).plus(ALLOWANCE)) > 0;
    }
  }

  /** Returns the number of changes in this state. */
  public long count(ChangeState state) {
    return resources.stream().filter(each -> each.change().state() == state).count();
  }
}
