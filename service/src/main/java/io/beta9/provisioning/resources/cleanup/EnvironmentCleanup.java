package io.beta9.provisioning.resources.cleanup;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.resources.inventory.Leftover;
import io.beta9.provisioning.resources.inventory.ResourceInventory;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Deletes what a destroyed environment has left in its account, and verifies that nothing remains.
 * Repeats while resources that load balancers and nodes release with a delay are in use.
 */
public final class EnvironmentCleanup {
  private static final int EMPTY_READS = 2;

  private final ResourceInventory inventory;
  private final LeftoverRemover remover;
  private final Clock clock;
  private final Duration timeout;
  private final Duration pollInterval;

  /** Waits between two passes, unless the operation is cancelled or the worker stops. */
  @FunctionalInterface
  public interface Pause {
    void pause(Duration time) throws InterruptedException;
  }

  /** Is notified once if the destroy has left anything. */
  @FunctionalInterface
  public interface Listener {
    void leftoversFound(int count, String names);
  }

  /**
   * @param timeout how long resources may remain in use
   * @param pollInterval time between two passes
   */
  public EnvironmentCleanup(
      ResourceInventory inventory,
      LeftoverRemover remover,
      Clock clock,
      Duration timeout,
      Duration pollInterval) {
    this.inventory = inventory;
    this.remover = remover;
    this.clock = clock;
    this.timeout = timeout;
    this.pollInterval = pollInterval;
  }

  /**
   * Deletes what is removable until nothing is left. What cannot be deleted may be a resource that
   * AWS still lists after its deletion, so it is looked for again until the time is over. That
   * nothing is left is read twice, because a list may lack for some seconds what was just created.
   *
   * @throws FailureException {@code resources-left}, which names what is not removable or could not
   *     be deleted in time; what AWS is deleting is not left
   */
  public void run(ResourceScope scope, Pause pause, Listener listener) throws InterruptedException {
    boolean reported = false;
    int emptyReads = 0;
    Instant end = clock.instant().plus(timeout);
    while (true) {
      List<Leftover> found = inventory.list(scope);
      emptyReads = found.isEmpty() ? emptyReads + 1 : 0;
      if (emptyReads == EMPTY_READS) {
        return;
      }
      List<Leftover> existing = existing(found);
      if (!reported && !existing.isEmpty()) {
        reported = true;
        listener.leftoversFound(existing.size(), Leftover.names(existing));
      }
      List<Leftover> remaining = existing(remover.removeAll(found));
      if (!found.isEmpty() && clock.instant().isAfter(end)) {
        if (remaining.isEmpty()) {
          return;
        }
        throw new FailureException(resourcesLeft(scope, remaining));
      }
      pause.pause(pollInterval);
    }
  }

  private static List<Leftover> existing(List<Leftover> leftovers) {
    return leftovers.stream().filter(leftover -> !leftover.isBeingDeleted()).toList();
  }

  private static Failure resourcesLeft(ResourceScope scope, List<Leftover> left) {
    return Failure.of(FailureCode.RESOURCES_LEFT)
        .with(FailureParameter.COUNT, left.size())
        .with(FailureParameter.RESOURCES, Leftover.names(left))
        .with(FailureParameter.ENVIRONMENT, scope.id().value());
  }
}
