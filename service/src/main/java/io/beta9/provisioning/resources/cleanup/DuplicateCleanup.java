package io.beta9.provisioning.resources.cleanup;

import io.beta9.provisioning.resources.inventory.Leftover;
import io.beta9.provisioning.resources.inventory.ResourceInventory;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import io.beta9.provisioning.terraform.plan.StateResources;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Finds what was created twice because the response to its creation was lost: resources with the
 * environment's tag that are in no state. Those that are unused are deleted; AWS refuses to delete
 * the others, which are reported.
 */
public final class DuplicateCleanup {
  /**
   * The types whose creation has no client token and no unique name, with their types in Terraform.
   * Their id in the account is that in the state.
   */
  private static final Map<String, String> DUPLICABLE =
      Map.of(
          "ec2:vpc", "aws_vpc",
          "ec2:internet-gateway", "aws_internet_gateway",
          "ec2:elastic-ip", "aws_eip",
          "ec2:route-table", "aws_route_table",
          "kms:key", "aws_kms_key");

  /** Other types whose id in the account is that in the state. */
  private static final Map<String, String> COMPARABLE =
      Map.of(
          "ec2:subnet", "aws_subnet",
          "ec2:natgateway", "aws_nat_gateway",
          "ec2:vpc-endpoint", "aws_vpc_endpoint",
          "ec2:launch-template", "aws_launch_template",
          "ec2:security-group", "aws_security_group");

  /** What the environment's tag proves to be of a destroyed environment. */
  private static final Set<String> PROVEN_BY_TAG =
      Set.of(
          "ec2:vpc",
          "ec2:subnet",
          "ec2:internet-gateway",
          "ec2:elastic-ip",
          "ec2:route-table",
          "kms:key");

  private static final int READS = 3;

  private final ResourceInventory inventory;
  private final LeftoverRemover remover;

  public DuplicateCleanup(ResourceInventory inventory, LeftoverRemover remover) {
    this.inventory = inventory;
    this.remover = remover;
  }

  /**
   * What was found.
   *
   * @param removed what was unused and was deleted
   * @param unmanaged what is in no state and was not deleted
   */
  public record DuplicatesFound(List<Leftover> removed, List<Leftover> unmanaged) {
    public DuplicatesFound {
      removed = List.copyOf(removed);
      unmanaged = List.copyOf(unmanaged);
    }
  }

  /** Waits between two reads of the account. */
  @FunctionalInterface
  public interface ConfirmationPause {
    void pause() throws InterruptedException;
  }

  /** What is in the account and in no state, according to one read. */
  private record Comparison(List<Leftover> duplicates, List<Leftover> unmanaged) {
    boolean isEmpty() {
      return duplicates.isEmpty() && unmanaged.isEmpty();
    }

    /** Returns what another read has found, too. */
    Comparison confirmedBy(Comparison other) {
      return new Comparison(
          common(duplicates, other.duplicates), common(unmanaged, other.unmanaged));
    }

    private static List<Leftover> common(List<Leftover> found, List<Leftover> others) {
      return found.stream()
          .filter(
              one ->
                  others.stream()
                      .anyMatch(
                          other -> other.type().equals(one.type()) && other.id().equals(one.id())))
          .toList();
    }
  }

  /**
   * Compares the account with the state after an apply. The state is read after the account: what a
   * later apply creates is not among what was found, even if this worker is suspended in between.
   *
   * <p>What is found is looked for again: for some seconds AWS lists resources that the apply has
   * deleted.
   *
   * @param beforeRemoval throws if the caller is no longer allowed to write
   */
  public DuplicatesFound run(
      ResourceScope scope,
      Supplier<StateResources> readState,
      Runnable beforeRemoval,
      ConfirmationPause pause)
      throws InterruptedException {
    Comparison comparison = compare(scope, readState);
    for (int read = 1; read < READS && !comparison.isEmpty(); read++) {
      pause.pause();
      comparison = comparison.confirmedBy(compare(scope, readState));
    }
    List<Leftover> duplicates = comparison.duplicates();
    List<Leftover> unmanaged = new ArrayList<>(comparison.unmanaged());
    if (!duplicates.isEmpty()) {
      beforeRemoval.run();
    }
    List<Leftover> remaining = duplicates.isEmpty() ? List.of() : remover.removeAll(duplicates);
    Set<String> kept = remaining.stream().map(Leftover::id).collect(Collectors.toSet());
    unmanaged.addAll(remaining);
    return new DuplicatesFound(
        duplicates.stream().filter(one -> !kept.contains(one.id())).toList(), unmanaged);
  }

  /**
   * Returns what a destroy may delete although it was in no state: the tag proves whose it is, and
   * AWS deletes none that is in use.
   */
  public static List<Leftover> afterDestroy(List<Leftover> leftovers) {
    return leftovers.stream()
        .map(found -> PROVEN_BY_TAG.contains(found.type()) ? found.asRemovable() : found)
        .toList();
  }

  private Comparison compare(ResourceScope scope, Supplier<StateResources> readState) {
    List<Leftover> duplicates = new ArrayList<>();
    List<Leftover> unmanaged = new ArrayList<>();
    List<Leftover> existing = inventory.list(scope);
    StateResources state = readState.get();
    for (Leftover found : existing) {
      if (found.isBeingDeleted()) {
        continue;
      }
      if (isUnknownTo(state, found, DUPLICABLE)) {
        duplicates.add(found.asRemovable());
      } else if (!found.removable() && isUnknownTo(state, found, COMPARABLE)) {
        unmanaged.add(found);
      }
    }
    return new Comparison(duplicates, unmanaged);
  }

  /** A type of which the state contains no id cannot be compared. */
  private static boolean isUnknownTo(
      StateResources state, Leftover found, Map<String, String> types) {
    String type = types.get(found.type());
    if (type == null) {
      return false;
    }
    Set<String> ids =
        state.resources().stream()
            .filter(resource -> resource.type().equals(type))
            .map(StateResources.ManagedResource::id)
            .filter(Objects::nonNull)
            .collect(Collectors.toCollection(HashSet::new));
    return !ids.isEmpty() && !ids.contains(found.id());
  }
}
