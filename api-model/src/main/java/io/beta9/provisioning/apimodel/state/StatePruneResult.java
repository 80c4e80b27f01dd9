package io.beta9.provisioning.apimodel.state;

import java.util.List;

/**
 * The versions that were deleted or, in a dry run, would be deleted.
 *
 * @param bytes their size in total
 */
public record StatePruneResult(
    String environmentId,
    boolean dryRun,
    int kept,
    int removed,
    long bytes,
    List<StateVersionView> versions) {
  public StatePruneResult {
    versions = versions == null ? List.of() : List.copyOf(versions);
  }
}
