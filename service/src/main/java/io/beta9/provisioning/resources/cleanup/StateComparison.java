package io.beta9.provisioning.resources.cleanup;

import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.resources.catalog.ResourceDescriptor;
import io.beta9.provisioning.resources.catalog.UnmanagedRule;
import io.beta9.provisioning.resources.inventory.Leftover;
import io.beta9.provisioning.terraform.plan.StateResources;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an environment has in its account and in no Terraform state.
 *
 * @param duplicates marked as removable: AWS deletes them only if they are unused
 * @param unmanaged everything else, which is only reported
 */
public record StateComparison(List<Leftover> duplicates, List<Leftover> unmanaged) {
  public StateComparison {
    duplicates = List.copyOf(duplicates);
    unmanaged = List.copyOf(unmanaged);
  }

  /** Compares what exists with a state that was read later. Pure. */
  public static StateComparison of(List<Leftover> existing, StateResources state) {
    List<Leftover> duplicates = new ArrayList<>();
    List<Leftover> unmanaged = new ArrayList<>();
    for (Leftover found : existing) {
      if (found.isBeingDeleted()) {
        continue;
      }
      ResourceDescriptor type = ResourceCatalog.AWS.comparable(found.type()).orElse(null);
      if (type == null || isKnownTo(state, type, found)) {
        continue;
      }
      if (canBeDuplicate(type)) {
        duplicates.add(found.asRemovable());
      } else if (!found.removable()) {
        unmanaged.add(found);
      }
    }
    return new StateComparison(duplicates, unmanaged);
  }

  boolean isEmpty() {
    return duplicates.isEmpty() && unmanaged.isEmpty();
  }

  /** Returns what another comparison has found, too. */
  StateComparison confirmedBy(StateComparison other) {
    return new StateComparison(
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

  private static boolean canBeDuplicate(ResourceDescriptor type) {
    return type.unmanaged().orElse(null) instanceof UnmanagedRule.Deleted rule
        && rule.occasion() == UnmanagedRule.Occasion.DUPLICATE;
  }

  /** A type of which the state contains no id cannot be compared. */
  private static boolean isKnownTo(StateResources state, ResourceDescriptor type, Leftover found) {
    Set<String> ids =
        state.resources().stream()
            .filter(resource -> resource.type().equals(type.type()))
            .map(StateResources.ManagedResource::id)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    return ids.isEmpty() || ids.contains(found.id());
  }
}
