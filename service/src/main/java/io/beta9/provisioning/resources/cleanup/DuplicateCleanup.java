package io.beta9.provisioning.resources.cleanup;

import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.resources.inventory.Leftover;
import io.beta9.provisioning.resources.inventory.ResourceInventory;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import io.beta9.provisioning.terraform.plan.StateResources;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Finds what was created twice because the response to its creation was lost: resources with the
 * environment's tag that are in no state. Those that are unused are deleted; AWS refuses to delete
 * the others, which are reported.
 */
public final class DuplicateCleanup {
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
    StateComparison comparison = compare(scope, readState);
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
        .map(
            found ->
                ResourceCatalog.AWS.deletion(found.type()).isPresent()
                    ? found.asRemovable()
                    : found)
        .toList();
  }

  private StateComparison compare(ResourceScope scope, Supplier<StateResources> readState) {
    List<Leftover> existing = inventory.list(scope);
    return StateComparison.of(existing, readState.get());
  }
}
