package io.beta9.provisioning.bootstrap.cluster;

import java.util.List;

/**
 * An object that a release installed and that is missing or differs. Values are not part of it:
 * they may be secret.
 *
 * @param changed the paths of the fields that differ; empty if the object is missing
 * @param terminating whether the object still exists, but is being deleted
 */
public record ObjectDrift(String kind, String name, List<String> changed, boolean terminating) {
  public ObjectDrift {
    changed = List.copyOf(changed);
  }

  public boolean isMissing() {
    return changed.isEmpty();
  }
}
