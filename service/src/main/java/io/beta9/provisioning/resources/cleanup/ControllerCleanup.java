package io.beta9.provisioning.resources.cleanup;

import io.beta9.provisioning.resources.inventory.Leftover;
import io.beta9.provisioning.resources.inventory.ResourceInventory;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Deletes what the controllers of a cluster created outside it, without using the cluster: load
 * balancers, target groups, network interfaces, security groups, volumes. Terraform cannot delete
 * the network while they exist. Repeats while some are in use, because a load balancer releases its
 * interfaces with a delay.
 */
public final class ControllerCleanup {
  private final ResourceInventory inventory;
  private final LeftoverRemover remover;
  private final Clock clock;
  private final Duration timeout;
  private final Duration pollInterval;

  /**
   * @param inventory lists what controllers created
   * @param timeout how long resources may remain in use
   * @param pollInterval time between two passes
   */
  public ControllerCleanup(
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
   * @param removed what was deleted
   * @param remaining what could be deleted but is still in use, with the reason
   */
  public record RemovalResult(List<Leftover> removed, List<Leftover> remaining) {
    public RemovalResult {
      removed = List.copyOf(removed);
      remaining = List.copyOf(remaining);
    }
  }

  /**
   * Deletes what is removable, until nothing of it uses the network or the time is over. What is in
   * use by a node is not removable, and does not prevent Terraform's destroy, which deletes the
   * nodes first.
   */
  public RemovalResult run(ResourceScope scope, EnvironmentCleanup.Pause pause)
      throws InterruptedException {
    Instant end = clock.instant().plus(timeout);
    List<Leftover> removed = new ArrayList<>();
    while (true) {
      List<Leftover> found = inventory.list(scope).stream().filter(Leftover::removable).toList();
      List<Leftover> remaining = found.isEmpty() ? List.of() : remover.removeAll(found);
      found.stream()
          .filter(leftover -> remaining.stream().noneMatch(other -> isSame(leftover, other)))
          .filter(leftover -> removed.stream().noneMatch(other -> isSame(leftover, other)))
          .forEach(removed::add);
      if (remaining.stream().noneMatch(ControllerCleanup::isInNetwork)
          || clock.instant().isAfter(end)) {
        return new RemovalResult(removed, remaining);
      }
      pause.pause(pollInterval);
    }
  }

  /** A volume does not prevent the deletion of the network: the sweep deletes it later. */
  private static boolean isInNetwork(Leftover leftover) {
    return !leftover.type().equals("ec2:volume");
  }

  private static boolean isSame(Leftover one, Leftover other) {
    return one.type().equals(other.type()) && one.id().equals(other.id());
  }
}
