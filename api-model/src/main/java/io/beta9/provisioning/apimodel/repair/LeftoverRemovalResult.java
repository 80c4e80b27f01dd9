package io.beta9.provisioning.apimodel.repair;

import java.util.List;

/**
 * The result of a removal or, in a dry run, the expected one.
 *
 * @param removed what was unused and was deleted
 * @param remaining what is not removable, or could not be deleted, with the reason
 */
public record LeftoverRemovalResult(
    String environmentId,
    boolean dryRun,
    List<LeftoverView> removed,
    List<LeftoverView> remaining) {
  public LeftoverRemovalResult {
    removed = removed == null ? List.of() : List.copyOf(removed);
    remaining = remaining == null ? List.of() : List.copyOf(remaining);
  }
}
