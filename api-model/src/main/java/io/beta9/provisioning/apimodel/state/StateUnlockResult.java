package io.beta9.provisioning.apimodel.state;

import java.util.List;

/** The locks that were removed or, in a dry run, would be removed. */
public record StateUnlockResult(String environmentId, boolean dryRun, List<StateLockView> removed) {
  public StateUnlockResult {
    removed = removed == null ? List.of() : List.copyOf(removed);
  }
}
